export { type OpenclawExpectations, type OpenclawFinding, openclawFindings } from "./doctor.ts";
export type {
  NodeRequest,
  NodeResponse,
  OpenclawApi,
  OpenclawClaim,
  OpenclawCommand,
  OpenclawHeldBack,
  OpenclawHttpRoute,
  OpenclawInteractiveHandler,
  OpenclawLogger,
  OpenclawService,
  OpenclawTool,
  OpenclawToolContext,
  OpenclawToolResult,
} from "./openclaw-api.ts";
export { OpenclawChannel, openclawChannels } from "./openclaw-channel.ts";
export { type OpenclawPlugin, openclawPlugin } from "./openclaw-plugin.ts";
export type { OpenclawDesk, OpenclawPluginOptions, OpenclawSurroundings } from "./plugin-options.ts";
export type { MessageBatch, SendBatch } from "./send-batch.ts";
