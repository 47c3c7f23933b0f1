// What one should know at once: the connection, the bot, and what was just done or refused.

import { useStore } from "../store.js";
import { set } from "./breaks.jsx";

export function Banner({ store }) {
  const [connected, bot, world] = useStore(store, (state) => [state.connected, state.now?.bot, state.world]);
  const killed = connected && bot === "down" && (world.breaks || []).some((each) => each.id === "kill" && each.on);
  let text = "";
  if (!connected) text = "The playground does not answer. This page tries again by itself.";
  else if (bot === "down") text = "Instep is down. Buttons and commands fail, as they would on the platforms; what is to be sent is kept.";
  else if (bot === "starting") text = "Instep is starting.";
  return (
    <div role="status" aria-live="polite">
      {text && (
        <p class={connected ? "banner" : "banner banner-bad"} data-test="banner">
          {text}{" "}
          {killed && (
            <button type="button" class="button" data-test="start-bot" onClick={() => set(store, "kill", false)}>
              Start it again
            </button>
          )}
        </p>
      )}
    </div>
  );
}

export function Notice({ store }) {
  const notice = useStore(store, (state) => state.notice);
  return (
    <div class="notice-place" role="status" aria-live="polite">
      {notice && (
        <p class={notice.bad ? "notice notice-bad" : "notice"} data-test="notice">
          <span dir="auto">{notice.text}</span>
          <button type="button" class="icon" aria-label="Dismiss" onClick={() => store.say("")}>
            ✕
          </button>
        </p>
      )}
    </div>
  );
}
