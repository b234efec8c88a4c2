import { type Logger, silentLogger } from "../../ports/logger.ts";
import type { WebHandler } from "../handler.ts";
import { refusalResponse } from "../refusal.ts";
import type { NodeRequest, NodeResponse } from "./node-message.ts";
import { type AddressOptions, checkAddressOptions } from "./request-address.ts";
import { sendResponse } from "./send-response.ts";
import { webRequest } from "./web-request.ts";

/** How a handler is served by Node. */
export interface NodeHandlerOptions extends AddressOptions {
  /** Told what a handler throws. Default: nobody. */
  readonly logger?: Logger | undefined;
}

/** What `createServer`, Express (`app.use`, `app.all`) and others that serve Node's requests take. Never rejects. */
export type NodeHandler = (request: NodeRequest, response: NodeResponse) => Promise<void>;

/**
 * Serves a handler of kefu, or `(request) => service.handle(channelId, request)`, by `node:http`, Express or Fastify. Mount
 * it under the handler's base path: it answers every request it is given, so nothing that comes after it is asked.
 *
 * Mount it before what parses bodies. After `express.json()` and its like a body is written again as they understood it,
 * which is good for pages, while a webhook's signature is over the bytes as they came: these are in `rawBody`, if somebody
 * keeps them there, else gone. What a handler throws is answered by its code, as 500 when it has none. Refuses an `origin` that is none with `options.invalid`.
 */
export function toNodeHandler(handler: WebHandler, options: NodeHandlerOptions = {}): NodeHandler {
  const { logger = silentLogger } = options;
  const address = checkAddressOptions(options);
  return async (request, response) => {
    const isHead = request.method === "HEAD";
    const gone = new AbortController();
    response.on("close", () => {
      if (!response.writableEnded) gone.abort();
    });
    try {
      await sendResponse(await handler(webRequest(request, address, gone.signal)), response, isHead);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else await sendResponse(refusalResponse(error, logger), response, isHead);
    }
  };
}
