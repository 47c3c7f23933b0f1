// What one types or chooses in Block Kit's elements.

import { useState } from "preact/hooks";
import { fromParts, toParts } from "../shell/time.js";
import { optionsOf } from "./fields.js";
import { TextObject } from "./mrkdwn.jsx";
import { Pick } from "../shell/pick.jsx";

/**
 * The control of an element that holds a value. `named` are attributes that say its label, hint and error; `content`
 * and what `change` is given are as `contentOf` gives them.
 */
export function Control(given) {
  const { id, named, block, element, content, change, surface, optional } = given;
  const placeholder = element.placeholder?.text;
  switch (element.type) {
    case "plain_text_input":
    case "email_text_input":
    case "url_text_input":
    case "number_input":
      return <Typed {...given} />;
    case "static_select":
    case "multi_static_select": {
      const several = element.type === "multi_static_select";
      return (
        <Pick
          id={id}
          field={named}
          several={several}
          clearable={optional}
          placeholder={placeholder || (several ? "Select options" : "Select an option")}
          options={choices(element)}
          chosen={several ? content : content === null ? [] : [content]}
          onChange={(values) => change(several ? values : values[0] ?? null)}
        />
      );
    }
    case "external_select":
    case "multi_external_select": {
      const least = element.min_query_length ?? 3;
      return (
        <Pick
          id={id}
          field={named}
          several={element.type === "multi_external_select"}
          clearable={optional}
          placeholder={placeholder || "Type to search"}
          options={content.map(plainly)}
          chosen={content.map((option) => option.value)}
          search={async (words) => {
            // The gallery shows forms that nobody answers.
            const found = words.length < least || !surface.search ? [] : await surface.search(block, element, words);
            return found.map(plainly);
          }}
          onChange={(_, options) => change(options.map((option) => option.wire))}
        />
      );
    }
    case "checkboxes":
    case "radio_buttons":
      return <Boxes {...given} />;
    case "datepicker":
      return <input {...named} id={id} type="date" class="field" value={content || ""} onChange={(event) => change(event.currentTarget.value)} />;
    case "timepicker":
      return <input {...named} id={id} type="time" class="field" value={content || ""} onChange={(event) => change(event.currentTarget.value)} />;
    case "datetimepicker":
      return <Moment {...given} />;
    default: {
      const several = element.type.startsWith("multi_");
      const kind = /users|channels|conversations/.exec(element.type)?.[0];
      if (!kind) throw new Error(`The element ${element.type} is not known here.`);
      return (
        <Pick
          id={id}
          field={named}
          several={several}
          clearable={optional}
          placeholder={placeholder || `Select ${several ? kind : `a ${kind.slice(0, -1)}`}`}
          options={surface.choices(kind)}
          chosen={several ? content : content ? [content] : []}
          onChange={(values) => change(several ? values : values[0] ?? null)}
        />
      );
    }
  }
}

function choices(element) {
  if (element.options) return element.options.map(plainly);
  return element.option_groups.flatMap((group) =>
    group.options.map((option) => ({ ...plainly(option), group: group.label.text })),
  );
}

function plainly({ text, value, description }) {
  return { value, label: text.text, description: description?.text, wire: { text, value } };
}

function Typed({ id, named, element, content, change }) {
  const type = { email_text_input: "email", url_text_input: "url" }[element.type] || "text";
  const left = element.max_length ? element.max_length - [...content].length : Infinity;
  const shared = {
    ...named,
    id,
    class: "field",
    dir: "auto",
    value: content,
    placeholder: element.placeholder?.text,
    "data-autofocus": element.focus_on_load || undefined,
    onInput: (event) => change(event.currentTarget.value),
  };
  return (
    <>
      {element.multiline ? (
        <textarea {...shared} rows={4} />
      ) : (
        <input {...shared} type={type} inputMode={element.type === "number_input" ? "decimal" : undefined} />
      )}
      {left <= element.max_length / 5 && (
        <span class={left < 0 ? "left left-over" : "left"} aria-live="polite">
          {left < 0 ? `${-left} too many` : `${left} left`}
        </span>
      )}
    </>
  );
}

function Boxes({ id, named, element, content, change, surface }) {
  const radio = element.type === "radio_buttons";
  const on = (option) => (radio ? content === option.value : content.includes(option.value));
  const toggled = (option) => {
    if (radio) return option.value;
    return on(option) ? content.filter((value) => value !== option.value) : [...content, option.value];
  };
  return (
    <div class="boxes" id={id} role={radio ? "radiogroup" : "group"} {...named} tabIndex={-1}>
      {optionsOf(element).map((option) => (
        <label key={option.value} class="box">
          <input type={radio ? "radio" : "checkbox"} name={id} checked={on(option)} onChange={() => change(toggled(option))} />
          <span>
            <TextObject object={option.text} look={surface.look} />
            {option.description && <small dir="auto">{option.description.text}</small>}
          </span>
        </label>
      ))}
    </div>
  );
}

/** A date and a time, read in the person's own zone. */
function Moment({ id, named, content, change, surface }) {
  const { zone } = surface.look;
  const kept = content ? toParts(content, zone) : { date: "", time: "" };
  // One half alone is no instant yet; it is kept here until the other comes.
  const [half, setHalf] = useState({});
  const date = half.date ?? kept.date;
  const time = half.time ?? kept.time;
  function set(part) {
    const next = { date, time, ...part };
    setHalf(next);
    change(next.date && next.time ? fromParts(next.date, next.time, zone) : null);
  }
  const described = { "aria-describedby": named["aria-describedby"], "aria-invalid": named["aria-invalid"] };
  const label = named["aria-labelledby"];
  return (
    <div class="moment" role="group" aria-labelledby={label} aria-label={named["aria-label"]}>
      <input
        {...described}
        id={id}
        type="date"
        class="field"
        aria-label="Date"
        value={date}
        onChange={(event) => set({ date: event.currentTarget.value })}
      />
      <input
        {...described}
        type="time"
        class="field"
        aria-label="Time"
        value={time}
        onChange={(event) => set({ time: event.currentTarget.value })}
      />
      <small class="faint">{zone.replaceAll("_", " ")}</small>
    </div>
  );
}
