import type { WhatsAppClient } from "@kapso/whatsapp-cloud-api";
import { ChannelError } from "../../errors.ts";
import { networkError } from "../webhook/network-error.ts";
import { peerPackage } from "../webhook/peer-package.ts";
import { graphError } from "./graph-error.ts";
import { tokenSchema, type WhatsAppOptions } from "./whatsapp-options.ts";

/** Does something at Graph. Throws a `ChannelError`, and none that holds the token. */
export type Graph = <T>(signal: AbortSignal, use: (client: WhatsAppClient) => Promise<T>) => Promise<T>;

/** Graph, Meta's API, through `@kapso/whatsapp-cloud-api`; loads it, which only those need who have a WhatsApp channel. */
export async function graph({ accessToken, fetch, graphVersion, baseUrl }: WhatsAppOptions): Promise<Graph> {
  const { WhatsAppClient, GraphApiError } = await peerPackage(
    "WhatsApp",
    "@kapso/whatsapp-cloud-api@0.3",
    () => import("@kapso/whatsapp-cloud-api"),
  );
  return async (signal, use) => {
    const token = await tokenOf(accessToken);
    if (signal.aborted) throw new ChannelError("transient", "Broken off before anything was sent.");
    // One for each call: the token may be another by now, and the signal is.
    const client = new WhatsAppClient({
      ...{ accessToken: token, graphVersion, baseUrl },
      fetch: (input, init) => fetch(input, { ...init, signal }),
    });
    try {
      return await use(client);
    } catch (error) {
      if (error instanceof ChannelError) throw error;
      throw error instanceof GraphApiError ? graphError(error, token) : networkError("WhatsApp", error);
    }
  };
}

async function tokenOf(accessToken: WhatsAppOptions["accessToken"]): Promise<string> {
  if (typeof accessToken === "string") return accessToken;
  const given = await Promise.resolve()
    .then(accessToken)
    .catch((cause: unknown) => {
      throw new ChannelError("transient", "The access token for WhatsApp could not be had.", { cause });
    });
  if (tokenSchema.safeParse(given).success) return given;
  throw new ChannelError("auth", "What the function gave is no access token: it is empty, or has spaces in it.");
}
