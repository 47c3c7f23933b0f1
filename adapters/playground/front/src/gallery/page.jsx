// The gallery's page: what to look at, and the examples one below the other.

import { Component } from "preact";
import { useEffect, useState } from "preact/hooks";
import { SlackDrawing } from "./slack.jsx";
import { TeamsDrawing } from "./teams.jsx";

const AT_ONCE = 6;
const WIDTHS = { full: "Desktop", phone: "Phone, 360 px" };
const THEMES = { own: "As here", light: "Light", dark: "Dark" };
const PLATFORMS = [
  ["slack", "Slack", SlackDrawing],
  ["teams", "Teams", TeamsDrawing],
];

/** `shown` is the JSON of the page; `asked` what its address asks for. */
export function Page({ shown, asked }) {
  const [width, setWidth] = useState(asked.width in WIDTHS ? asked.width : "full");
  const [theme, setTheme] = useState(asked.theme in THEMES ? asked.theme : "own");
  const total = shown.capabilities.reduce((sum, each) => sum + each.examples.length, 0);
  const [drawn, setDrawn] = useState("whole" in asked ? total : AT_ONCE);

  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  // Some at a time, so that the page can be used from the first of them.
  useEffect(() => {
    if (drawn < total) {
      const timer = setTimeout(() => setDrawn(drawn + AT_ONCE));
      return () => clearTimeout(timer);
    }
    document.documentElement.dataset.drawn = "all";
  }, [drawn, total]);

  let number = 0;
  return (
    <div class={`gallery gallery-${width}${"whole" in asked ? " gallery-whole" : ""}`}>
      <header class="gallery-head">
        <div>
          <h1>Gallery</h1>
          <p class="faint">Every message and form of Instep, drawn from what it sends. Dates as somebody in {shown.zone.split("/").pop()} sees them.</p>
        </div>
        <div class="gallery-choices">
          <Texts shown={shown} width={width} theme={theme} />
          <Choice title="Width" options={WIDTHS} chosen={width} onChoose={setWidth} />
          <Choice title="Light" options={THEMES} chosen={theme} onChoose={setTheme} />
        </div>
      </header>
      <nav class="gallery-index" aria-label="Examples" tabIndex={0}>
        {shown.capabilities.map((capability) => (
          <details key={capability.name} open={capability === shown.capabilities[0]}>
            <summary>
              {titled(capability.name)} <span class="faint">{capability.examples.length}</span>
            </summary>
            <ol>
              {capability.examples.map((example, place) => (
                <li key={place}>
                  <a href={`#${anchor(capability, place)}`}>{titled(example.name)}</a>
                </li>
              ))}
            </ol>
          </details>
        ))}
      </nav>
      <main class="gallery-main">
        {shown.capabilities.map((capability) => (
          <section key={capability.name} class="capability" data-test={`capability-${capability.name}`} aria-label={titled(capability.name)}>
            <h2>{titled(capability.name)}</h2>
            {capability.examples.map((example, place) => {
              number += 1;
              return <Example key={place} id={anchor(capability, place)} example={example} zone={shown.zone} ready={number <= drawn} />;
            })}
          </section>
        ))}
      </main>
    </div>
  );
}

const titled = (name) => name.charAt(0).toLocaleUpperCase() + name.slice(1);
const anchor = (capability, place) => `${capability.name}-${place + 1}`;

/** The same page in other texts: one of them alone is megabytes. */
function Texts({ shown, width, theme }) {
  return (
    <p class="gallery-texts">
      <span class="faint">Text</span>
      {shown.texts.map(({ key, title, href }) => (
        <a key={key} href={`${href}?width=${width}&theme=${theme}`} aria-current={key === shown.text ? "page" : undefined}>
          {title}
        </a>
      ))}
    </p>
  );
}

function Choice({ title, options, chosen, onChoose }) {
  return (
    <label>
      <span class="faint">{title}</span>
      <select class="field" value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
        {Object.entries(options).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

class Example extends Component {
  shouldComponentUpdate(next) {
    return next.ready !== this.props.ready;
  }

  render({ id, example, zone, ready }) {
    return (
      <article class="example" id={id} data-test="example">
        <h3>
          <a href={`#${id}`}>{titled(example.name)}</a> {example.note && <small class="faint">{example.note}</small>}
        </h3>
        {ready && (
          <div class="pair">
            {PLATFORMS.map(([platform, title, Drawing]) => (
              <Side key={platform} platform={platform} title={title} drawing={example.drawings[platform]}>
                <Drawing drawing={example.drawings[platform]} zone={zone} />
              </Side>
            ))}
          </div>
        )}
      </article>
    );
  }
}

function Side({ platform, title, drawing, children }) {
  return (
    <section class="side" aria-label={title}>
      <p class="over">
        <b>{title}</b>
        {drawing.line && (
          <span class="line" dir="auto" title="What the notification says">
            {drawing.line}
          </span>
        )}
      </p>
      <div class={`surface pane-${platform}`} data-test="drawing">
        {children}
      </div>
      <Source drawing={drawing} />
    </section>
  );
}

function Source({ drawing }) {
  const [open, setOpen] = useState(false);
  const used = drawing.sizes.map(({ what, used, allowed }) => `${counted(used)} of ${counted(allowed)} ${what}`);
  return (
    <details class="under" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{used.join(" · ")}</summary>
      {open && <pre tabIndex={0}>{JSON.stringify(drawing.payload, null, 2)}</pre>}
    </details>
  );
}

const counted = (number) => number.toLocaleString("en-GB");
