import { render } from "preact";
import { App } from "./app.tsx";
import { Inbox } from "./inbox.ts";

const root = document.getElementById("kefu-inbox");
if (root === null) throw new Error("The page has no place for the inbox.");
const inbox = new Inbox(root.dataset.base ?? "");
render(<App inbox={inbox} title={root.dataset.title ?? ""} language={root.dataset.language} />, root);
inbox.start();
