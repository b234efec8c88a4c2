import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";

/** What a server answers to TRACE, a method that Node takes and the web's `Request` refuses. */
export async function statusOfTrace(url: string): Promise<number | undefined> {
  const [response] = (await once(request(url, { method: "TRACE" }).end(), "response")) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}
