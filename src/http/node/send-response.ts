import type { NodeResponse } from "./node-message.ts";

/**
 * Sends it, as fast as the reader takes it. A reader who goes away cancels the body; a body that fails breaks the
 * connection off, so that nobody takes half of it for the whole.
 */
export async function sendResponse(answer: Response, response: NodeResponse, isHead: boolean): Promise<void> {
  if (response.headersSent || response.destroyed) {
    await answer.body?.cancel();
    return;
  }
  writeHead(answer, response);
  if (answer.body === null || isHead) {
    await answer.body?.cancel();
    response.end();
    return;
  }
  const reader = answer.body.getReader();
  // For both one listener for all of the body: one for each piece that waits would be many.
  let drained = () => {};
  response.on("drain", () => drained());
  response.on("close", () => {
    drained();
    // After the end this does nothing. What the body says to being cancelled concerns nobody any more.
    reader.cancel().catch(() => {});
  });
  try {
    // Also while a slow reader is waited for.
    reader.closed.catch(() => response.destroy());
    for (let part = await reader.read(); !part.done && !response.destroyed; part = await reader.read()) {
      const isTaken = response.write(part.value);
      if (isTaken || response.destroyed) continue;
      await new Promise<void>((resolve) => {
        drained = resolve;
      });
    }
    response.end();
  } catch {
    response.destroy();
  }
}

function writeHead(answer: Response, response: NodeResponse): void {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) if (name !== "set-cookie") response.setHeader(name, value);
  // Each in a line of its own: they cannot be joined.
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  // A stream's reader hears at once that it is open, though nothing is told yet.
  response.flushHeaders?.();
}
