// Block Kit blocks of a message, a modal or a Home.
//
// Drawn without slack-blocks-to-jsx: it reports no presses and no choices, undoes escapes before it looks for mentions,
// reads markup in plain text, shows a `verbatim` text raw, and is two thirds of the page's size.

import { Component } from "preact";
import { useId } from "preact/hooks";
import { Element, Picture } from "./elements.jsx";
import { TextObject } from "./mrkdwn.jsx";
import { RichText } from "./rich.jsx";

export function Blocks({ blocks, surface, errors = {} }) {
  return (
    <div class="blocks">
      {blocks.map((block, number) => (
        <Safe key={block.block_id || number} json={block}>
          <Block block={block} surface={surface} error={errors[block.block_id]} />
        </Safe>
      ))}
    </div>
  );
}

function Block({ block, surface, error }) {
  switch (block.type) {
    case "rich_text":
      return <RichText block={block} look={surface.look} />;
    case "header": {
      const Heading = surface.heading || "h4";
      return <Heading dir="auto">{block.text.text}</Heading>;
    }
    case "divider":
      return <hr />;
    case "section":
      return <Section block={block} surface={surface} />;
    case "context":
      return (
        <div class="b-context">
          {block.elements.map((element, number) =>
            element.type === "image" ? (
              <Picture key={number} element={element} />
            ) : (
              <span key={number}>
                <TextObject object={element} look={surface.look} />
              </span>
            ),
          )}
        </div>
      );
    case "actions":
      return (
        <div class="b-actions">
          {block.elements.map((element) => (
            <Element key={element.action_id} element={element} block={block} surface={surface} />
          ))}
        </div>
      );
    case "input":
      return <Input block={block} surface={surface} error={error} />;
    case "image":
      return (
        <p class="b-image">
          <Picture element={block} />
        </p>
      );
    default:
      throw new Error(`The block ${block.type} is not known here.`);
  }
}

function Section({ block, surface }) {
  return (
    <div class="b-section">
      <div class="b-section-text">
        {block.text && (
          <p>
            <TextObject object={block.text} look={surface.look} />
          </p>
        )}
        {block.fields && (
          <div class="b-fields">
            {block.fields.map((field, number) => (
              <p key={number}>
                <TextObject object={field} look={surface.look} />
              </p>
            ))}
          </div>
        )}
      </div>
      {block.accessory && <Element element={block.accessory} block={block} surface={surface} />}
    </div>
  );
}

const GROUPS = new Set(["checkboxes", "radio_buttons", "datetimepicker"]);

function Input({ block, surface, error }) {
  const id = useId();
  const group = GROUPS.has(block.element.type);
  const described = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const field = {
    id,
    "aria-describedby": described || undefined,
    "aria-invalid": error ? "true" : undefined,
    "aria-labelledby": group ? `${id}-label` : undefined,
    "aria-required": block.optional || group ? undefined : "true",
  };
  const label = (
    <>
      <span dir="auto">{block.label.text}</span>
      {block.optional && <span class="optional"> (optional)</span>}
    </>
  );
  return (
    <div class={error ? "b-input wrong" : "b-input"} data-block={block.block_id}>
      {group ? (
        <span class="label" id={`${id}-label`}>
          {label}
        </span>
      ) : (
        <label class="label" for={id}>
          {label}
        </label>
      )}
      <Element element={block.element} block={block} surface={surface} field={field} optional={block.optional} />
      {error && (
        <p class="error" id={`${id}-error`} dir="auto">
          <span aria-hidden="true">⚠ </span>
          {error}
        </p>
      )}
      {block.hint && (
        <p class="hint" id={`${id}-hint`} dir="auto">
          {block.hint.text}
        </p>
      )}
    </div>
  );
}

/** What cannot be drawn is shown as JSON with the reason. */
class Safe extends Component {
  static getDerivedStateFromError(error) {
    return { why: error.message };
  }

  componentDidUpdate({ json }) {
    if (this.state.why && json !== this.props.json) this.setState({ why: "" });
  }

  render({ json, children }, { why }) {
    if (!why) return children;
    return (
      <div class="undrawn" data-test="undrawn">
        <p>This could not be drawn: {why}</p>
        <pre>{JSON.stringify(json, null, 2)}</pre>
      </div>
    );
  }
}
