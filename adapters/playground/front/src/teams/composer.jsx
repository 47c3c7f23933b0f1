// Where one writes on Teams: the bot's commands, mentions, and what the app offers beside the box.

import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Menu } from "../shell/menu.jsx";

const SHOWN = 5; // names that fit without scrolling
const TALLEST = 160;

/**
 * `send(text)` returns whether it went. `people` (`{name, hint}`) can be mentioned; `commands` (`{title, description}`)
 * are the bot's, which is addressed by its name unless the chat is `personal`. `offers` (`{id, title}`) are what the app
 * can open from here. `draft` is a Map and a key: where what is typed waits while another conversation is open.
 */
export function Composer({ label, test, people, commands, personal, offers, draft, send, onOffer, onLeave }) {
  const [text, setText] = useState(draft.map.get(draft.key) || "");
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(-1);
  const [shut, setShut] = useState(false);
  const [busy, setBusy] = useState(false);
  const area = useRef();
  const list = useId();

  useEffect(() => setText(draft.map.get(draft.key) || ""), [draft.key]);
  useLayoutEffect(() => {
    if (onLeave) area.current.focus();
  }, []);
  useLayoutEffect(() => {
    const { style } = area.current;
    style.height = "auto";
    style.height = `${Math.min(area.current.scrollHeight, TALLEST)}px`;
  }, [text]);

  const found = shut ? [] : suggestions(text, caret, { people, commands, personal });
  // The first name is chosen by Enter at once; a command only once somebody has gone to it.
  const chosen = found[active] || (found[0]?.at !== undefined ? found[0] : null);

  function write(next, at = next.length) {
    draft.map.set(draft.key, next);
    setText(next);
    setCaret(at);
    setActive(-1);
    setShut(false);
  }

  function put(next, at = next.length) {
    write(next, at);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(at, at);
    });
  }

  function take({ start, insert }) {
    put(text.slice(0, start) + insert + text.slice(caret), start + insert.length);
  }

  async function go() {
    const said = text.trim();
    if (!said || busy) return;
    setBusy(true);
    const fine = await send(said);
    setBusy(false);
    // What did not go stays, so that nothing has to be typed twice.
    if (fine) write("");
  }

  function pressed(event) {
    if (event.isComposing) return;
    if (found.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const here = found.indexOf(chosen);
      setActive(event.key === "ArrowDown" ? (here + 1) % found.length : (here <= 0 ? found.length : here) - 1);
    } else if (chosen && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === "Escape" && found.length) {
      event.preventDefault();
      event.stopPropagation();
      setShut(true);
    } else if (event.key === "Escape" && onLeave) {
      event.preventDefault();
      event.stopPropagation();
      onLeave();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      go();
    }
  }

  const address = personal ? "" : "@Instep ";
  return (
    <form
      class="tm-composer"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      {found.length > 0 && (
        <ul class="tm-offers" role="listbox" id={list} aria-label="Suggestions">
          {found.map((each, number) => (
            <li
              key={each.label}
              id={`${list}-${number}`}
              role="option"
              aria-selected={each === chosen}
              data-test="offer"
              onMouseDown={(event) => {
                event.preventDefault();
                take(each);
              }}
            >
              <b dir="auto">{each.label}</b> <span dir="auto">{each.hint}</span>
            </li>
          ))}
        </ul>
      )}
      <textarea
        ref={area}
        rows={1}
        dir="auto"
        aria-label={label}
        aria-autocomplete="list"
        aria-controls={found.length ? list : undefined}
        aria-activedescendant={chosen ? `${list}-${found.indexOf(chosen)}` : undefined}
        placeholder={label}
        data-test={test}
        value={text}
        onInput={(event) => write(event.currentTarget.value, event.currentTarget.selectionStart)}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={pressed}
        onBlur={() => setShut(true)}
      />
      <div class="tm-composer-tools">
        <Menu
          label="What Instep can do"
          named
          className="tm-tool"
          test="teams-commands"
          end={false}
          button="What can I do?"
          items={commands.map((each) => ({
            label: each.title,
            hint: each.description,
            test: `command-${each.title}`,
            onPick: () => put([`${address}${each.title}`, text.trim()].filter(Boolean).join(" ")),
          }))}
        />
        {offers.length > 0 && (
          <Menu
            label="Actions and apps"
            className="tm-tool tm-plus"
            test="teams-apps"
            end={false}
            button="+"
            items={offers.map((each) => ({
              label: each.title,
              hint: "Instep",
              test: `extension-${each.id}`,
              onPick: () => onOffer(each.id),
            }))}
          />
        )}
        <span class="push" />
        {onLeave && (
          <button type="button" class="tm-tool" onClick={onLeave}>
            Cancel
          </button>
        )}
        <button type="submit" class="tm-send" aria-label="Send" title="Send" disabled={!text.trim()} aria-busy={busy ? "true" : undefined}>
          <span aria-hidden="true">➤</span>
        </button>
      </div>
    </form>
  );
}

function suggestions(text, caret, { people, commands, personal }) {
  const before = text.slice(0, caret);
  const word = (personal ? /^\s*(.+)$/ : /^\s*@Instep\s+(.*)$/i).exec(before);
  if (word && caret === text.length) {
    const typed = word[1].toLocaleLowerCase();
    const start = before.length - word[1].length;
    const begun = commands
      .filter(({ title }) => title.toLocaleLowerCase().startsWith(typed) && title.toLocaleLowerCase() !== typed)
      .map(({ title, description }) => ({ start, label: title, hint: description, insert: title }));
    // Behind a command, people are mentioned.
    if (begun.length) return begun;
  }
  const mark = /(^|\s)@([\p{L}\p{N}.' -]{0,30})$/u.exec(before);
  if (!mark) return [];
  const typed = mark[2].toLocaleLowerCase();
  const at = before.length - mark[2].length - 1;
  return people
    .filter(({ name }) => begins(name.toLocaleLowerCase(), typed) && name.toLocaleLowerCase() !== typed.trim())
    .slice(0, SHOWN)
    .map(({ name, hint }) => ({ at, start: at, label: name, hint, insert: `@${name} ` }));
}

/** Whether a name, or one of its later parts, begins with what is typed. */
function begins(name, typed) {
  const parts = name.split(/\s/);
  return parts.some((_, number) => parts.slice(number).join(" ").startsWith(typed));
}
