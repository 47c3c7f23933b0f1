// One message on Teams: who, when, what, and what can be done with it.

import { useRef, useState } from "preact/hooks";
import { ApiError } from "../api.js";
import { Avatar } from "../shell/avatar.jsx";
import { Menu } from "../shell/menu.jsx";
import { clockTime, exact } from "../shell/time.js";
import { Card } from "./card.jsx";
import { storedAt } from "./rows.js";
import { Words } from "./words.jsx";

const REACTIONS = { like: "👍", heart: "❤️", laugh: "😆", surprised: "😮", sad: "😢", angry: "😡" };

/** `scene` is what a conversation gives its messages; see there. `grouped` leaves out who wrote it. */
export function Post({ message, scene, grouped = false }) {
  const { store, viewer, conversation } = scene;
  const [told, setTold] = useState(null);
  const place = useRef();
  const writer = store.peopleOf("teams").get(message.author);
  const own = message.author === viewer.account.user;
  const name = message.app ? "Instep" : writer?.name || "Somebody who left";
  const home = writer && writer.account.home !== viewer.account.home ? store.get().world.homes[writer.account.home] : "";
  const at = storedAt(message, store.get().now);
  const time = clockTime(at, viewer.zone);
  const rings = message.mentions?.includes(viewer.account.user) || (!own && message.text.includes(`@${viewer.name}`));
  const isNew = scene.readTo !== null && Number(message.id) > scene.readTo && !own;

  async function press({ at: action, inputs }) {
    setTold(null);
    try {
      const answer = await store.act("teams", "press", {
        user: viewer.account.user,
        conversation,
        message: message.id,
        action,
        inputs,
      });
      if (answer.dialog || (answer.said && scene.opensDialog(message.card, action))) scene.onAnswer(answer);
      else if (answer.said) setTold({ text: answer.said, bad: !answer.ok });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setTold({ text: error.message, bad: true });
    }
  }

  const kinds = ["tm-post", grouped && "tm-post-grouped", own && "tm-post-own", rings && "tm-post-rings"];
  return (
    <article
      class={kinds.filter(Boolean).join(" ")}
      data-test="message"
      data-id={message.id}
      aria-label={`${name}, ${time}`}
      tabIndex={-1}
      ref={place}
    >
      <div class="tm-side">{!grouped && <Avatar name={name} app={message.app} />}</div>
      <div class="tm-main">
        <p class={grouped ? "tm-head unseen" : "tm-head"}>
          <b>
            <bdi>{name}</bdi>
          </b>
          {home && (
            <span class="badge badge-home" dir="auto" title={`From ${home}`}>
              {home}
            </span>
          )}
          <time title={exact(at, viewer.zone)}>{time}</time>
          {message.edited && <span class="tm-edited">Edited</span>}
          {rings && (
            <span class="tm-at" title="You are mentioned">
              <span aria-hidden="true">@</span>
              <span class="unseen">You are mentioned</span>
            </span>
          )}
          {isNew && <span class="tm-new">New</span>}
        </p>
        {message.text && <Words text={message.text} names={scene.names} own={viewer.name} />}
        {message.card && (
          <Card
            payload={message.card}
            people={scene.people}
            zone={viewer.zone}
            own={viewer.account.user}
            draft={{ map: store.drafts, key: `${viewer.account.user}/${conversation}/card/${message.id}` }}
            press={press}
          />
        )}
        {grouped && message.edited && <span class="tm-edited">Edited</span>}
        {told && (
          <p class={told.bad ? "tm-told tm-told-bad" : "tm-told"} role={told.bad ? "alert" : "status"} data-test="said">
            <span dir="auto">{told.text}</span>
            <button
              type="button"
              class="icon"
              aria-label="Dismiss"
              onClick={() => {
                setTold(null);
                place.current.querySelector(".tm-card")?.focus();
              }}
            >
              ✕
            </button>
          </p>
        )}
        <Reactions message={message} scene={scene} />
      </div>
      <div class="tm-tools">
        <Menu
          label={`React to the message of ${name}, ${time}`}
          button="☺"
          test="react"
          items={Object.entries(REACTIONS).map(([kind, sign]) => ({
            label: `${sign} ${kind}`,
            test: `react-${kind}`,
            onPick: () => scene.react(message, kind),
          }))}
        />
        <Menu label={`More about the message of ${name}, ${time}`} button="⋯" test="message-menu" items={itemsOf(message, scene)} />
      </div>
    </article>
  );
}

function itemsOf(message, scene) {
  const { store, viewer, conversation } = scene;
  return [
    ...scene.extension("message").map((each) => ({
      label: each.title,
      hint: "Instep",
      test: `extension-${each.id}`,
      onPick: () => scene.open(each.id, message.id),
    })),
    ...(message.author === viewer.account.user && scene.writable
      ? [{ label: "Delete", danger: true, test: "delete", onPick: () => scene.takeBack(message) }]
      : []),
    {
      label: "Look behind it",
      hint: "Its JSON and its limits",
      test: "look-behind",
      onPick: () => store.lookBehind("teams", conversation, message.id),
    },
  ];
}

function Reactions({ message, scene }) {
  const { store, viewer } = scene;
  const found = Object.entries(message.reactions || {}).filter(([, users]) => users.length);
  if (!found.length) return null;
  return (
    <ul class="tm-reactions" aria-label="Reactions">
      {found.map(([kind, users]) => {
        const who = users.map((user) => store.peopleOf("teams").get(user)?.name || user).join(", ");
        return (
          <li key={kind}>
            <button
              type="button"
              class="tm-reaction"
              aria-pressed={users.includes(viewer.account.user)}
              aria-label={`${kind}, ${users.length}: ${who}`}
              title={who}
              onClick={() => scene.react(message, kind)}
            >
              <span aria-hidden="true">{REACTIONS[kind] || kind}</span> {users.length}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
