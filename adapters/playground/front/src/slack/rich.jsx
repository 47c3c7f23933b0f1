// Slack's rich text as text nodes and a few elements.
//
// docs.slack.dev/reference/block-kit/blocks/rich-text-block

import { withEmoji } from "./emoji.js";
import { Mention, Outward } from "./mrkdwn.jsx";

const STYLES = { bold: "b", italic: "i", strike: "s", code: "code" };

/** `look` names people and channels and says dates, as for `Mrkdwn`. */
export function RichText({ block, look }) {
  return (
    <div class="rich">
      {block.elements.map((part, number) => (
        <Part key={number} part={part} look={look} />
      ))}
    </div>
  );
}

function Part({ part, look }) {
  const inline = (elements) => elements.map((element, number) => <Inline key={number} element={element} look={look} />);
  switch (part.type) {
    case "rich_text_section":
      return <p>{inline(part.elements)}</p>;
    case "rich_text_quote":
      return <blockquote>{inline(part.elements)}</blockquote>;
    case "rich_text_preformatted":
      return <pre>{inline(part.elements)}</pre>;
    case "rich_text_list": {
      const List = part.style === "ordered" ? "ol" : "ul";
      return (
        <List dir="auto" class={`indent-${part.indent || 0}`} start={part.style === "ordered" ? (part.offset || 0) + 1 : undefined}>
          {part.elements.map((section, number) => (
            <li key={number}>{inline(section.elements)}</li>
          ))}
        </List>
      );
    }
    default:
      throw new Error(`The rich text ${part.type} is not known here.`);
  }
}

function Inline({ element, look }) {
  let shown = bare(element, look);
  for (const [name, Tag] of Object.entries(STYLES)) if (element.style?.[name]) shown = <Tag>{shown}</Tag>;
  return shown;
}

function bare(element, look) {
  switch (element.type) {
    case "text":
      return element.text;
    case "link":
      return <Outward address={element.url}>{element.text || element.url}</Outward>;
    case "user":
      return <Mention>@{look.userName(element.user_id) || element.user_id}</Mention>;
    case "channel":
      return <Mention>#{look.channelName(element.channel_id) || element.channel_id}</Mention>;
    case "usergroup":
      return <Mention>@{element.usergroup_id}</Mention>;
    case "broadcast":
      return <Mention>@{element.range}</Mention>;
    case "emoji":
      return withEmoji(`:${element.name}:`);
    case "date":
      return look.date(element.timestamp, element.format, element.fallback);
    default:
      throw new Error(`The rich text element ${element.type} is not known here.`);
  }
}
