// Slack's mrkdwn as text nodes and a few elements: nothing in it ever becomes HTML.
//
// docs.slack.dev/messaging/formatting-message-text; entities are undone last, so that an escaped "<!channel>" stays text.

import { withEmoji } from "./emoji.js";

const CONTROL = /<([^<>\n]+)>/;
const FENCE = /```\n?([\s\S]+?)\n?```/;
const MARKS = { "*": "b", _: "i", "~": "s" };
// A mark opens before and closes after a word; a word joiner counts as part of one.
const WORD = "[\\p{L}\\p{N}\\u2060]";
const STYLED = new RegExp(`(?<!${WORD})([*_~])(?=\\S)([^\\n]*?\\S)\\1(?!${WORD})`, "u");
const CODE = /`([^`\n]+)`/;

/** `look` names people and channels and says dates: `{userName, channelName, date}`. */
export function Mrkdwn({ text, look }) {
  return <span class="mrkdwn" dir="auto">{fences(text || "", look)}</span>;
}

/** A text object of either kind; plain text has no markup but the names of emoji, where it does not refuse them. */
export function TextObject({ object, look }) {
  if (object.type === "mrkdwn") return <Mrkdwn text={object.text} look={look} />;
  return <span class="mrkdwn" dir="auto">{object.emoji === false ? object.text : withEmoji(object.text)}</span>;
}

export function decoded(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

export function encoded(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function split(text, pattern, inside, outside) {
  const parts = [];
  let rest = text;
  for (let found = pattern.exec(rest); found; found = pattern.exec(rest)) {
    parts.push(...outside(rest.slice(0, found.index)), inside(found));
    rest = rest.slice(found.index + found[0].length);
  }
  return [...parts, ...outside(rest)];
}

function fences(text, look) {
  return split(
    text,
    FENCE,
    (found) => <code class="fence">{split(found[1], CONTROL, (each) => control(each[1], look), asWritten)}</code>,
    (rest) => lines(rest, look),
  );
}

function lines(text, look) {
  if (!/^(&gt;|>)/m.test(text)) return inline(text, look);
  const parts = [];
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    const last = parts[parts.length - 1];
    if (last && last.quoted === Boolean(quoted)) last.lines.push(quoted ? quoted[1] : line);
    else parts.push({ quoted: Boolean(quoted), lines: [quoted ? quoted[1] : line] });
  }
  return parts.flatMap((part) => {
    const shown = inline(part.lines.join("\n"), look);
    return part.quoted ? [<q>{shown}</q>] : shown;
  });
}

function inline(text, look) {
  return split(
    text,
    CODE,
    (found) => <code>{decoded(found[1])}</code>,
    (rest) => styled(rest, look),
  );
}

function styled(text, look) {
  return split(
    text,
    STYLED,
    (found) => {
      const Tag = MARKS[found[1]];
      return <Tag>{styled(found[2], look)}</Tag>;
    },
    (rest) => split(rest, CONTROL, (found) => control(found[1], look), said),
  );
}

const said = (text) => (text ? [withEmoji(decoded(text))] : []);

const asWritten = (text) => (text ? [decoded(text)] : []);

function control(inside, look) {
  const [target, label] = divided(inside);
  if (target.startsWith("@")) return <Mention>@{look.userName(target.slice(1)) || decoded(label || target.slice(1))}</Mention>;
  if (target.startsWith("#")) return <Mention>#{look.channelName(target.slice(1)) || decoded(label || target.slice(1))}</Mention>;
  if (target.startsWith("!date^")) {
    const [, seconds, format] = target.split("^");
    return look.date(Number(seconds), decoded(format || ""), decoded(label || ""));
  }
  if (target.startsWith("!")) return <Mention>@{decoded(label || target.slice(1).split("^")[0])}</Mention>;
  const address = decoded(target);
  if (!isAddress(address)) return `<${decoded(inside)}>`;
  return <Outward address={address}>{decoded(label || target)}</Outward>;
}

function divided(inside) {
  const at = inside.indexOf("|");
  return at < 0 ? [inside, ""] : [inside.slice(0, at), inside.slice(at + 1)];
}

export function isAddress(address) {
  return /^(https?:\/\/|mailto:)\S+$/i.test(address);
}

export function Mention({ children }) {
  return <span class="mention">{children}</span>;
}

export function Outward({ address, children }) {
  if (!isAddress(address)) return children;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer" title={address}>
      {children}
    </a>
  );
}
