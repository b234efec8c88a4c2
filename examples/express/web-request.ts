import type { Request as ExpressRequest, Response as ExpressResponse } from "express";

/**
 * The request as the web has it. Its body is the bytes that came, which `express.raw` has left as they are: signatures are
 * over them. The address is the public one, since some platforms sign that, too.
 */
export function webRequest(request: ExpressRequest, publicUrl: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, `${value}`);
  const body = Buffer.isBuffer(request.body) && request.method !== "GET" ? new Uint8Array(request.body) : null;
  return new Request(new URL(request.originalUrl, publicUrl), { method: request.method, headers, body });
}

/** Answers with a response of the web. */
export async function answerWith(answer: Response, response: ExpressResponse): Promise<void> {
  response.status(answer.status).setHeaders(answer.headers);
  response.send(Buffer.from(await answer.arrayBuffer()));
}
