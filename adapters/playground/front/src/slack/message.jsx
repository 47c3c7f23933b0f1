// One message: who, when, what, and what can be done with it.

import { useState } from "preact/hooks";
import { Avatar } from "../shell/avatar.jsx";
import { Menu } from "../shell/menu.jsx";
import { clockTime, exact, shownAt } from "../shell/time.js";
import { Blocks } from "./blocks.jsx";
import { withEmoji } from "./emoji.js";
import { Mrkdwn } from "./mrkdwn.jsx";

/**
 * `row` is `{message, whisper, grouped, replies}`; `scene` has `store, look, press, choices, channel, onThread,
 * onShortcut, onDismiss`; `inThread` leaves out what a thread does not offer.
 */
export function MessageRow({ row, scene, inThread = false }) {
  const { message, whisper, grouped } = row;
  const { look, store } = scene;
  const bot = whisper || look.isBot(message.user);
  const name = whisper ? "Instep" : look.userName(message.user) || message.user;
  const home = bot ? "" : look.homeOf(message.user);
  const { now } = store.get();
  const shown = shownAt(Number(message.ts), now);
  const time = clockTime(shown, look.zone);
  return (
    <article
      class={`msg${grouped ? " msg-grouped" : ""}${whisper ? " msg-whisper" : ""}`}
      data-test={whisper ? "whisper" : "message"}
      data-ts={message.ts}
      aria-label={`${name}, ${time}`}
      tabIndex={-1}
    >
      <div class="msg-side">
        {grouped ? <span class="msg-time-side">{time}</span> : <Avatar name={name} app={bot} />}
      </div>
      <div class="msg-main">
        {whisper && <p class="msg-private">Only visible to you</p>}
        {!grouped && (
          <p class="msg-head">
            <b>
              <bdi>{name}</bdi>
            </b>
            {bot && <span class="badge">APP</span>}
            {home && (
              <span class="badge badge-home" dir="auto" title={`From ${home}`}>
                {home}
              </span>
            )}
            <time title={exact(shown, look.zone)}>{time}</time>
          </p>
        )}
        <div class="msg-body">
          {message.blocks?.length ? (
            <Body message={message} scene={scene} />
          ) : (
            <p>
              <Mrkdwn text={message.text} look={look} />
            </p>
          )}
          {message.edited && (
            <span class="edited" title={message.revisions ? `Version ${message.revisions}` : undefined}>
              (edited)
            </span>
          )}
        </div>
        <Reactions message={message} scene={scene} />
        {row.replies && !inThread && (
          <button type="button" class="replies" data-test="replies" onClick={() => scene.onThread(message.ts)}>
            {row.replies.count === 1 ? "1 reply" : `${row.replies.count} replies`}
            <small> Last reply {clockTime(shownAt(Number(row.replies.last), now), look.zone)}</small>
          </button>
        )}
        {whisper && (
          <button type="button" class="link dismiss" onClick={() => scene.onDismiss(message.ts)}>
            Dismiss message
          </button>
        )}
      </div>
      <div class="msg-tools">
        {!inThread && !whisper && (
          <button type="button" class="icon" aria-label="Reply in thread" title="Reply in thread" onClick={() => scene.onThread(message.ts)}>
            ↩
          </button>
        )}
        {!whisper && (
          <Menu
            label={`React to the message of ${name}, ${time}`}
            button="☺"
            items={OFFERED.map((sign) => ({
              label: `${withEmoji(`:${sign}:`)} ${sign.replaceAll("_", " ")}`,
              onPick: () => scene.onReact(message.ts, sign, !message.reactions?.[sign]?.includes(scene.own)),
            }))}
          />
        )}
        <Menu label={`More about the message of ${name}, ${time}`} button="⋮" items={itemsOf(row, scene, inThread)} test="message-menu" />
      </div>
    </article>
  );
}

function itemsOf({ message, whisper }, scene, inThread) {
  const { store, channel, own } = scene;
  const shortcuts = store.get().world.shortcuts || [];
  return [
    ...(inThread || whisper ? [] : [{ label: "Reply in thread", onPick: () => scene.onThread(message.ts) }]),
    ...(whisper ? [] : shortcuts.map((each) => ({
      label: each.name,
      hint: "Instep",
      test: `shortcut-${each.callback_id}`,
      onPick: () => scene.onShortcut(each.callback_id, message.ts),
    }))),
    ...(message.user === own && scene.writable ? [{ label: "Delete message", danger: true, test: "delete", onPick: () => scene.onDelete(message.ts) }] : []),
    {
      label: "Look behind it",
      hint: "Its JSON and its limits",
      test: "look-behind",
      onPick: () => store.lookBehind("slack", channel, message.ts),
    },
  ];
}

function Body({ message, scene }) {
  const [chosen, setChosen] = useState({});
  const name = (block, element) => `${block.block_id}/${element.action_id}`;
  const surface = {
    look: scene.look,
    choices: scene.choices,
    press: (block, element, value) => scene.press({ surface: "message", ts: message.ts, block, element, value }),
    valueOf: (block, element) => chosen[name(block, element)],
    change: (block, element, value) => setChosen({ ...chosen, [name(block, element)]: value }),
  };
  return <Blocks blocks={message.blocks} surface={surface} />;
}

/** Those of Slack's names that a person is offered here. */
const OFFERED = ["+1", "eyes", "tada", "white_check_mark", "heart", "raised_hands"];

function Reactions({ message, scene }) {
  const { look, own, onReact } = scene;
  const named = Object.entries(message.reactions || {}).filter(([, users]) => users.length);
  if (!named.length) return null;
  return (
    <ul class="reactions" aria-label="Reactions">
      {named.map(([name, users]) => {
        const mine = users.includes(own);
        const who = users.map((user) => look.userName(user) || user).join(", ");
        return (
          <li key={name}>
            <button
              type="button"
              class="reaction"
              aria-pressed={mine}
              aria-label={`${name.replaceAll("_", " ")}, ${users.length}: ${who}`}
              title={who}
              onClick={() => onReact(message.ts, name, !mine)}
            >
              <span aria-hidden="true">{withEmoji(`:${name}:`)}</span> {users.length}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
