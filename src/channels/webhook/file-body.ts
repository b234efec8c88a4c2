import { ChannelError, type ChannelErrorKind } from "../../errors.ts";

/** The file that a channel answered with. Throws a `ChannelError` when the answer has none. */
export async function fileBody(channel: string, response: Response): Promise<ReadableStream<Uint8Array>> {
  const { ok, body, status } = response;
  if (ok && body !== null) return body;
  await body?.cancel();
  throw new ChannelError(kindOf(status), `${channel} answered ${status} for the file.`, { channelCode: `${status}` });
}

/** Never `unknown`: whoever only reads may read again. */
function kindOf(status: number): ChannelErrorKind {
  if (status === 401 || status === 403) return "auth";
  return status === 429 || status >= 500 ? "transient" : "invalid";
}
