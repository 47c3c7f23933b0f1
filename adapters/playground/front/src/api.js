// The playground's server as functions: JSON over fetch, and its events with reconnecting.

export class ApiError extends Error {
  constructor(status, said, body = null) {
    super(said);
    this.status = status;
    this.body = body;
  }
}

const AWAY = "The playground does not answer. Is `instep demo` still running?";

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...options });
  } catch {
    throw new ApiError(0, AWAY);
  }
  let body = null;
  try {
    body = await response.json();
  } catch {
    if (response.ok) throw new ApiError(response.status, "The playground gave an answer that is not JSON.");
  }
  if (!response.ok) throw new ApiError(response.status, body?.error || `The playground refused (${response.status}).`, body);
  return body;
}

export function get(path, query = {}) {
  const asked = new URLSearchParams(query).toString();
  return call(asked ? `${path}?${asked}` : path);
}

export function post(path, body) {
  return call(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/**
 * Follows the server's events until `stop` is called; returns `stop`.
 *
 * The browser's EventSource resumes by itself after a broken connection, but gives up for good on an answer that is no
 * stream (the server restarting), so a closed one is opened again after one to eight seconds.
 */
export function follow({ onEvent, onUp, onDown }) {
  let source = null;
  let timer = 0;
  let pause = 1000;
  let stopped = false;

  function open() {
    source = new EventSource("/api/events");
    source.onopen = () => {
      pause = 1000;
      onUp();
    };
    source.onmessage = (message) => onEvent(JSON.parse(message.data));
    source.onerror = () => {
      onDown();
      if (source.readyState !== EventSource.CLOSED || stopped) return;
      source.close();
      timer = setTimeout(open, pause);
      pause = Math.min(pause * 2, 8000);
    };
  }

  open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    source.close();
  };
}
