// Mounts the page.

import { render } from "preact";
import { App } from "./shell/app.jsx";
import { createStore } from "./store.js";
import "./style/tokens.css";
import "./style/pieces.css";
import "./style/behind.css";
import "./style/shell.css";
import "./style/blocks.css";
import "./style/forms.css";
import "./style/slack.css";
import "./style/cards.css";
import "./style/posts.css";
import "./style/teams.css";

const store = createStore();
render(<App store={store} />, document.getElementById("app"));
store.start();
