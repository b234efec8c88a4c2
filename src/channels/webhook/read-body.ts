/** The raw body; `too_long` when it has more bytes, of which no more are read than these, whatever its length is said to be. */
export async function readBody(
  request: Request,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | "too_long" | "broken_off"> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return "too_long";
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  try {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      length += part.value.length;
      if (length > maxBytes) {
        await reader?.cancel();
        return "too_long";
      }
      chunks.push(part.value);
    }
  } catch {
    return "broken_off";
  }
  const body = new Uint8Array(length);
  let place = 0;
  for (const chunk of chunks) {
    body.set(chunk, place);
    place += chunk.length;
  }
  return body;
}
