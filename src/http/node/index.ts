export type { WebHandler } from "../handler.ts";
export { type NodeHandler, type NodeHandlerOptions, toNodeHandler } from "./node-handler.ts";
export type { NodeRequest, NodeResponse } from "./node-message.ts";
export type { AddressOptions } from "./request-address.ts";
export { clientAddress } from "./web-request.ts";
