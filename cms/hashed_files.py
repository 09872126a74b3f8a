"""Static files under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Also what one module takes from another goes by the hashed name: it is kept for a year."""

    support_js_module_import_aggregation = True
