"""The editors' forms."""

from posts.forms.image import ImageForm, ReplaceForm, UploadForm, with_link
from posts.forms.page import PageForm
from posts.forms.person import PersonForm
from posts.forms.post import PostForm
from posts.forms.series import SeriesForm
from posts.forms.tag import TagForm
from posts.forms.versioned import VersionedForm

__all__ = [
    "ImageForm",
    "PageForm",
    "PersonForm",
    "PostForm",
    "ReplaceForm",
    "SeriesForm",
    "TagForm",
    "UploadForm",
    "VersionedForm",
    "with_link",
]
