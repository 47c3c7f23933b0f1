// Block Kit blocks of a message, a modal or a Home.
//
// slack-blocks-to-jsx draws rich text, headers and dividers; it puts every text into React text nodes and has no
// dangerouslySetInnerHTML. Sections, context lines and everything interactive are drawn here: see mrkdwn.jsx and
// elements.jsx for why.

import { Component } from "preact";
import { useId } from "preact/hooks";
import { Message as Drawn } from "slack-blocks-to-jsx";
import { Element, Picture } from "./elements.jsx";
import { TextObject } from "./mrkdwn.jsx";

const BY_LIBRARY = new Set(["rich_text", "header", "divider"]);

export function Blocks({ blocks, surface, errors = {} }) {
  return (
    <div class="blocks">
      {runs(blocks).map((run, number) => {
        const key = run[0].block_id || number;
        if (BY_LIBRARY.has(run[0].type)) {
          return (
            <Safe key={key} json={run}>
              <Drawn withoutWrapper unstyled theme="light" name="" logo="" blocks={run.map(forLibrary)} hooks={surface.look.hooks} />
            </Safe>
          );
        }
        return (
          <Safe key={key} json={run[0]}>
            <Block block={run[0]} surface={surface} error={errors[run[0].block_id]} />
          </Safe>
        );
      })}
    </div>
  );
}

// Neighbours that the library draws go to it together.
function runs(blocks) {
  const found = [];
  for (const block of blocks) {
    const last = found[found.length - 1];
    if (last && BY_LIBRARY.has(block.type) && BY_LIBRARY.has(last[0].type)) last.push(block);
    else found.push([block]);
  }
  return found;
}

// Block ids would become HTML ids, which repeat from message to message; `verbatim` keeps it from reading Markdown.
function forLibrary({ block_id: _, ...block }) {
  return block.type === "header" ? { ...block, text: { ...block.text, verbatim: true } } : block;
}

function Block({ block, surface, error }) {
  switch (block.type) {
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
