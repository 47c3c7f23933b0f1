// A channel or direct message: its log, its composer, and a thread beside it.

import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ApiError } from "../api.js";
import { presentOf } from "../shell/clock.jsx";
import { useStore } from "../store.js";
import { useReading } from "../unread.js";
import { Composer } from "./composer.jsx";
import { Rows } from "./log.jsx";
import { useMessages } from "./live.js";
import { rowsOf, threadRows } from "./rows.js";

/** `channel` is what `seen` says of it; `act(verb, values)` says what went wrong and returns null then. */
export function Conversation({ store, viewer, channel, look, choices, act }) {
  const user = viewer.account.user;
  const kept = useMessages(store, user, channel.id);
  const now = useStore(store, (state) => state.now);
  const [thread, setThread] = useState("");
  const [hidden, setHidden] = useState(new Set());
  const readTo = useReading(store, "slack", user, channel.id, kept);
  const cameFrom = useRef(null);

  const threadBox = useRef();
  useEffect(() => setThread(""), [channel.id]);
  useEffect(() => threadBox.current?.querySelector("textarea:not(:disabled)")?.focus(), [thread]);

  const onThread = useCallback((ts) => {
    cameFrom.current = document.activeElement;
    setThread(ts);
  }, []);
  const scene = useMemo(
    () => ({
      store,
      look,
      choices,
      channel: channel.id,
      own: user,
      onThread,
      onDismiss: (ts) => setHidden((before) => new Set([...before, ts])),
      onReact: (ts, name, on) => act("react", { channel: channel.id, ts, name, on }),
      onDelete: (ts) => act("delete", { channel: channel.id, ts }),
      writable: !channel.archived,
      onShortcut: (callback_id, ts) => act("shortcut", { callback_id, channel: channel.id, ts }),
      press: async ({ ts, block, element, value, ...rest }) =>
        (await act("press", {
          ...rest,
          channel: channel.id,
          ts,
          block_id: block.block_id,
          action_id: element.action_id,
          ...(value && { value }),
        })) !== null,
    }),
    [store, look, choices, channel.id, channel.archived, user, act],
  );

  const rows = useMemo(
    () => kept && rowsOf(kept, { zone: look.zone, now, present: presentOf(store.get()), hidden, readTo, own: user }),
    [kept, look, now, hidden, readTo, user],
  );
  const inThread = useMemo(() => (kept && thread ? threadRows(kept, thread, hidden) : []), [kept, thread, hidden]);

  const direct = channel.kind === "im";
  const name = direct ? "Instep" : `#${channel.name}`;
  const people = useMemo(() => mentionable(store, channel, user), [store, channel.id, user]);
  const { commands = [], global_shortcuts: shortcuts = [] } = store.get().world;
  const say = (extra) => async (text) => {
    try {
      await store.act("slack", "say", { user, channel: channel.id, text, ...extra });
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      store.say(error.message, true);
      // Said all the same: Slack has it, and the bot alone did not hear it.
      return error.status === 502;
    }
  };
  const command = async (word, text) => (await act("command", { channel: channel.id, command: word, text })) !== null;
  const shared = {
    people,
    commands,
    shortcuts,
    disabled: channel.archived,
    onShortcut: (callback_id) => act("global_shortcut", { callback_id }),
  };

  return (
    <div class={thread ? "talk talk-threaded" : "talk"}>
      <div class="talk-main">
        {rows ? (
          <Rows
            name={`${user}/${channel.id}`}
            label={`Messages in ${name}`}
            rows={rows}
            scene={scene}
            empty={
              <p class="begin" dir="auto">
                {direct
                  ? "This is the beginning of your direct messages with Instep. Write help, or open its Home."
                  : `This is the beginning of ${name}. Type / for commands, or @Instep and what you want.`}
              </p>
            }
          />
        ) : (
          <p class="empty">Looking…</p>
        )}
        {channel.archived ? (
          <p class="archived" data-test="archived">
            {name} is archived. Nothing can be written here.
          </p>
        ) : (
          <Composer
            {...shared}
            test="composer-slack"
            label={`Message ${name}`}
            placeholder={`Message ${name}`}
            draft={{ map: store.drafts, key: `${user}/${channel.id}` }}
            onSend={say({})}
            onCommand={command}
          />
        )}
      </div>
      {thread && (
        <section
          class="thread"
          ref={threadBox}
          data-test="thread"
          aria-label="Thread"
          onKeyDown={(event) => event.key === "Escape" && closeThread()}
        >
          <header class="thread-head">
            <h3>
              Thread <small dir="auto">{name}</small>
            </h3>
            <button type="button" class="icon" aria-label="Close thread" onClick={() => closeThread()}>
              ✕
            </button>
          </header>
          <Rows
            name={`${user}/${channel.id}/${thread}`}
            label="Messages in the thread"
            rows={inThread}
            scene={{ ...scene, inThread: true }}
          />
          <Composer
            {...shared}
            inThread
            test="composer-slack-thread"
            label="Reply in the thread"
            placeholder="Reply…"
            draft={{ map: store.drafts, key: `${user}/${channel.id}/${thread}` }}
            onSend={say({ thread_ts: thread })}
            onCommand={command}
          />
        </section>
      )}
    </div>
  );

  function closeThread() {
    setThread("");
    if (cameFrom.current?.isConnected) cameFrom.current.focus();
  }
}

function mentionable(store, channel, user) {
  const known = store.get().world.channels.find((each) => each.platform === "slack" && each.id === channel.id);
  const everybody = store.peopleOf("slack");
  const people = (known?.members || [])
    .filter((member) => member !== user && everybody.has(member))
    .map((member) => ({ user: member, name: everybody.get(member).name, hint: everybody.get(member).side }));
  return [{ user: "", name: "Instep", hint: "APP" }, ...people];
}
