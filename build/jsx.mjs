// What JSX becomes in the bundles.
export { createElement as jsxElement, Fragment as jsxFragment } from "preact";
