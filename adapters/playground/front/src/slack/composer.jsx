// Where one writes: slash commands with completion and usage, shortcuts, mentions, Enter to send.

import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { encoded } from "./mrkdwn.jsx";

const SHOWN = 8;

/**
 * `onSend(text)` and `onCommand(command, text)` return whether it went; `onShortcut(callback_id)` is used at once.
 * `shortcuts` are those that Slack offers wherever one writes. `people` are `{user, name}` who can be
 * mentioned. `draft` is a place to keep what is typed while another channel is open: a Map and a key.
 */
export function Composer({ label, placeholder, commands, shortcuts, people, inThread, disabled, draft, onSend, onCommand, onShortcut, test }) {
  const [text, setText] = useState(draft.map.get(draft.key) || "");
  const [active, setActive] = useState(0);
  const [shut, setShut] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState("");
  const area = useRef();
  const list = useId();
  const [caret, setCaret] = useState(0);

  useEffect(() => {
    setText(draft.map.get(draft.key) || "");
    setRefused("");
  }, [draft.key]);

  useLayoutEffect(() => {
    const { style } = area.current;
    style.height = "auto";
    style.height = `${Math.min(area.current.scrollHeight, 160)}px`;
  }, [text]);

  const offers = shut ? [] : offersFor(text, caret, { commands, shortcuts, people, inThread });
  const known = commands.find((each) => text.startsWith(`${each.command} `) || text === each.command);

  function write(next, at = next.length) {
    draft.map.set(draft.key, next);
    setText(next);
    setCaret(at);
    setActive(0);
    setShut(false);
    setRefused("");
  }

  function take(offer) {
    if (offer.shortcut) {
      write(text.slice(caret).trimStart());
      onShortcut(offer.shortcut);
      return;
    }
    const next = text.slice(0, offer.start) + offer.insert + text.slice(caret);
    const at = offer.start + offer.insert.length;
    write(next, at);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(at, at);
    });
  }

  async function send() {
    const said = text.trim();
    if (!said || busy || disabled) return;
    setShut(true);
    const command = /^\/(\S+)\s*([\s\S]*)$/.exec(said);
    if (command && inThread) {
      setRefused(`/${command[1]} does not work in threads. Slack offers commands in channels and direct messages alone.`);
      return;
    }
    if (command && !commands.some((each) => each.command === `/${command[1]}`)) {
      setRefused(`/${command[1]} is not a command here. Type / to see those of Instep.`);
      return;
    }
    setBusy(true);
    const fine = command
      ? await onCommand(`/${command[1]}`, wire(command[2], people))
      : await onSend(wire(said, people));
    setBusy(false);
    // Kept when it did not go, so that nothing has to be typed twice.
    if (fine) write("");
  }

  function pressed(event) {
    if (event.isComposing) return;
    const offer = offers[active];
    if (offers.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      setActive((active + (event.key === "ArrowDown" ? 1 : -1) + offers.length) % offers.length);
    } else if (offer && !offer.whole && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey) {
      event.preventDefault();
      take(offer);
    } else if (offers.length && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      setShut(true);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {offers.length > 0 && (
        <ul class="offers" role="listbox" id={list} aria-label="Suggestions">
          {offers.map((offer, number) => (
            <li
              key={offer.label}
              id={`${list}-${number}`}
              role="option"
              aria-selected={number === active}
              data-test="offer"
              onMouseDown={(event) => {
                event.preventDefault();
                take(offer);
              }}
            >
              <b dir="auto">{offer.label}</b> <span dir="auto">{offer.hint}</span>
              {offer.about && <small dir="auto">{offer.about}</small>}
            </li>
          ))}
        </ul>
      )}
      {refused && (
        <p class="composer-refused" role="alert">
          {refused}
        </p>
      )}
      <div class="composer-box">
        <textarea
          ref={area}
          rows={1}
          dir="auto"
          aria-label={label}
          aria-autocomplete="list"
          aria-controls={offers.length ? list : undefined}
          aria-activedescendant={offers.length ? `${list}-${active}` : undefined}
          placeholder={placeholder}
          disabled={disabled}
          data-test={test}
          value={text}
          onInput={(event) => write(event.currentTarget.value, event.currentTarget.selectionStart)}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={pressed}
          onBlur={() => setShut(true)}
        />
        <button type="submit" class="send" aria-label="Send" disabled={disabled || !text.trim()} aria-busy={busy ? "true" : undefined}>
          ➤
        </button>
      </div>
      <p class="composer-hint">
        {known ? (
          <>
            <b>{known.command}</b> {known.hint && `[${known.hint}]`}
          </>
        ) : (
          <span class="wide-pane">Enter sends, Shift and Enter begin a new line, / lists commands, @ mentions</span>
        )}
      </p>
    </form>
  );
}

function offersFor(text, caret, { commands, shortcuts, people, inThread }) {
  const before = text.slice(0, caret);
  const slash = /^\/(\S*)$/.exec(before);
  if (slash && !inThread) {
    const typed = slash[1].toLocaleLowerCase();
    const called = commands
      .filter((each) => each.command.startsWith(before))
      .map((each) => ({
        start: 0,
        label: each.command,
        hint: each.hint && `[${each.hint}]`,
        about: each.description,
        insert: `${each.command} `,
        // Typed to its end, Enter sends it.
        whole: each.command === text.trim(),
      }));
    const used = shortcuts
      .filter((each) => each.name.toLocaleLowerCase().split(" ").some((word) => word.startsWith(typed)))
      .map((each) => ({ label: each.name, hint: "Shortcut", about: each.description, shortcut: each.callback_id }));
    return [...called, ...used];
  }
  const at = /(^|\s)@([\p{L}\p{N}.' -]{0,30})$/u.exec(before);
  if (!at) return [];
  const words = at[2].toLocaleLowerCase();
  const start = before.length - at[2].length - 1;
  return people
    .filter((person) => person.name.toLocaleLowerCase().split(/\s/).some((_, number, all) => all.slice(number).join(" ").startsWith(words)))
    .filter((person) => person.name.toLocaleLowerCase() !== words.trim())
    .slice(0, SHOWN)
    .map((person) => ({ start, label: `@${person.name}`, hint: person.hint || "", insert: `@${person.name} ` }));
}

/** What was typed as Slack's client writes it: characters escaped, people by their ids; Instep's name stays words. */
function wire(text, people) {
  const mentioned = people.filter((person) => person.user).sort((one, other) => other.name.length - one.name.length);
  let written = encoded(text);
  for (const person of mentioned) written = written.replaceAll(`@${encoded(person.name)}`, `<@${person.user}>`);
  return written;
}
