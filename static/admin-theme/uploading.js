// Sends a picture to the library and tells how far it is.

// How long to wait, in seconds, each time when too many come at once.
const PAUSES = [1, 2, 3, 5, 8, 8, 8, 8, 8, 8];

/**
 * Resolves to the server's answer; rejects with `{ problem, words }`: "refused" with the server's own
 * sentence, "out" when nobody is logged in any more, or "lost", which may have a sentence, too.
 */
export async function send(file, options) {
  for (const seconds of PAUSES) {
    try {
      return await sendOnce(file, options);
    } catch (failure) {
      if (failure.problem !== "busy") throw failure;
      const milliseconds = seconds * (750 + 500 * Math.random());
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
    }
  }
  throw { problem: "lost" };
}

function sendOnce(file, { address, token, fields = {}, progress }) {
  const sent = new FormData();
  sent.append("file", file, file.name);
  for (const [name, value] of Object.entries(fields)) sent.append(name, value);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("X-CSRFToken", token);
    request.responseType = "text";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress?.((100 * event.loaded) / event.total);
    });
    request.addEventListener("error", () => reject({ problem: "lost" }));
    request.addEventListener("load", () => {
      const answer = read(request.responseText);
      if (request.status === 200 && answer?.pk) resolve(answer);
      else if (answer?.busy) reject({ problem: "busy" });
      else {
        const refusal = answer?.problem ? "refused" : "out";
        reject({ problem: request.status < 500 ? refusal : "lost", words: answer?.problem });
      }
    });
    request.send(sent);
  });
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
