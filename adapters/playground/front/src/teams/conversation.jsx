// A channel or chat on Teams: its log, and where one writes.

import { useEffect, useMemo, useRef } from "preact/hooks";
import { ApiError } from "../api.js";
import { presentOf } from "../shell/clock.jsx";
import { useStore } from "../store.js";
import { useReading } from "../unread.js";
import { Composer } from "./composer.jsx";
import { useMessages } from "./live.js";
import { Units } from "./log.jsx";
import { singlesOf, threadsOf } from "./rows.js";

const UNANSWERED = 502;

/**
 * `place` is as `placesOf` gives it. `act(verb, values)` says what went wrong and returns null then; `onAnswer` takes
 * what was answered to a button; `people` are whom a picker finds there.
 */
export function Conversation({ store, viewer, place, people, act, onAnswer }) {
  const user = viewer.account.user;
  const messages = useMessages(store, user, place.id);
  const [now, world] = useStore(store, (state) => [state.now, state.world]);
  const readTo = useReading(store, "teams", user, place.id, messages);
  const threads = place.kind !== "chat";
  const commands = world.teams_commands || [];
  useRefreshed(act, place.id, messages);

  const mentionable = useMemo(() => [{ name: "Instep", hint: "App" }, ...mentions(store, place, user)], [world, place.id, user]);
  const scene = useMemo(() => {
    const extension = (where) => (world.extension || []).filter((each) => each.context.includes(where));
    return {
      store,
      viewer,
      conversation: place.id,
      threads,
      readTo,
      people,
      commands,
      mentionable,
      writable: !place.archived,
      names: [...mentionable.map(({ name }) => name), viewer.name],
      extension,
      onAnswer,
      opensDialog,
      open: async (command, message) => {
        const answer = await act("extension", { command, conversation: place.id, ...(message && { message }) });
        if (answer) onAnswer(answer);
      },
      react: (message, kind) => {
        const on = !message.reactions?.[kind]?.includes(user);
        return act("react", { conversation: place.id, message: message.id, kind, on });
      },
      takeBack: (message) => act("delete", { conversation: place.id, message: message.id }),
      say: (text, thread) => said(store, { user, conversation: place.id, text, ...(thread && { thread }) }),
    };
  }, [store, viewer, place.id, place.archived, readTo, people, mentionable, world, act, onAnswer]);

  const units = useMemo(() => {
    const shape = { zone: viewer.zone, now, present: presentOf(store.get()) };
    return messages && (threads ? threadsOf : singlesOf)(messages, shape);
  }, [messages, now, viewer.zone, threads]);

  if (!units) return <p class="empty">Looking…</p>;
  return (
    <>
      <Units
        name={`${user}/${place.id}`}
        label={`Messages in ${place.name}`}
        units={units}
        scene={scene}
        empty={
          <p class="tm-begin" dir="auto">
            {threads
              ? `Nothing has been posted in ${place.name} yet. Write @Instep help to see what Instep does here.`
              : "Say hello, or write help: Instep answers you alone here."}
          </p>
        }
      />
      {place.archived ? (
        <p class="tm-archived" data-test="archived">
          {place.name} is archived. Nothing can be written here.
        </p>
      ) : (
        <div class="tm-foot">
          <Composer
            label={threads ? `Start a post in ${place.name}` : "Type a message"}
            test="composer-teams"
            people={threads ? mentionable : []}
            commands={commands}
            personal={!threads}
            offers={scene.extension("compose")}
            onOffer={(id) => scene.open(id)}
            draft={{ map: store.drafts, key: `${user}/${place.id}` }}
            send={(text) => scene.say(text)}
          />
        </div>
      )}
    </>
  );
}

/** Writes, and returns whether it stands there: where the bot alone does not answer, it does. */
async function said(store, values) {
  try {
    await store.act("teams", "say", values);
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    store.say(error.message, true);
    return error.status === UNANSWERED;
  }
}

/** Whether the button at that place of a card asks for a dialog, so that mere words come as one too. */
function opensDialog(card, at) {
  let part = card;
  for (const name of at.split("/").slice(1)) part = part?.[name];
  return part?.data?.msteams?.type === "task/fetch";
}

function mentions(store, place, user) {
  const known = store.get().world.channels.find((each) => each.platform === "teams" && each.id === place.id);
  const everybody = store.peopleOf("teams");
  return (known?.members || [])
    .filter((member) => member !== user && everybody.has(member))
    .map((member) => ({ name: everybody.get(member).name, hint: everybody.get(member).side }));
}

/** Teams asks the bot for a person's own view of a card that offers one, once each time its conversation is opened. */
function useRefreshed(act, conversation, messages) {
  const asked = useRef(new Set());
  useEffect(() => {
    asked.current = new Set();
  }, [conversation, act]);
  useEffect(() => {
    for (const { id, card } of messages || []) {
      if (!card?.refresh || asked.current.has(id)) continue;
      asked.current.add(id);
      act("view", { conversation, message: id });
    }
  }, [messages, conversation, act]);
}
