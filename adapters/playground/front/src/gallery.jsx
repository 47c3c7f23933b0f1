// Mounts the gallery: every message and form, drawn by what draws them in the playground.
//
// The drawings' payloads stand in the page as JSON. The address says how to begin: `?theme=dark&width=phone`, and
// `whole` draws all at once.

import { render } from "preact";
import { Page } from "./gallery/page.jsx";
import "./style/tokens.css";
import "./style/pieces.css";
import "./style/blocks.css";
import "./style/forms.css";
import "./style/slack.css";
import "./style/cards.css";
import "./style/posts.css";
import "./style/teams.css";
import "./style/gallery.css";

const shown = JSON.parse(document.getElementById("drawings").textContent);
const asked = Object.fromEntries(new URLSearchParams(location.search));
render(<Page shown={shown} asked={asked} />, document.getElementById("app"));
