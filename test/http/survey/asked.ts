import type { SurveyKind } from "kefu";
import { type SurveyHandlerOptions, surveyHandler } from "kefu/survey";
import { desk, stores, type TestDesk, type TestDeskOptions, technicalIssue } from "../../harness.ts";

export const publicUrl = "https://desk.example.com";

/** A customer who was asked, and the page behind their link. */
export interface Asked extends TestDesk {
  readonly url: string;
  readonly ticketId: string;
  /** Asks the handler as a browser does. */
  ask(url: string, init?: RequestInit): Promise<Response>;
  /** Sends the page's form. */
  send(fields: Readonly<Record<string, string>>, url?: string): Promise<Response>;
  /** The survey as the desk keeps it. */
  kept(): Promise<unknown>;
}

export interface AskedOptions extends Partial<TestDeskOptions> {
  readonly kind?: SurveyKind;
  readonly issue?: string;
  readonly page?: SurveyHandlerOptions;
}

/** A person's ticket is answered and closed, and they are asked how it was. */
export async function asked({ kind = "csat", issue = technicalIssue, page, ...options }: AskedOptions): Promise<Asked> {
  const store = options.store ?? stores[0]?.open();
  if (store === undefined) throw new Error("There is no store.");
  const survey = { kind, url: `${publicUrl}/survey` };
  const made = await desk({ store, survey, ...options });
  await made.say("ada", issue);
  const { id, agentId } = await made.ticketOf("ada");
  const by = { agentId: agentId ?? "li" };
  await made.service.tickets.reply(id, { ...by, text: "Fixed." });
  await made.service.tickets.close(id, by);
  await made.service.idle();
  const url = await made.service.surveys.linkOf(id);
  const handler = surveyHandler(made.service, page);
  const ask = (address: string, init?: RequestInit) => handler(new Request(address, init));
  return {
    ...made,
    ...{ url, ticketId: id, ask },
    send: (fields, address = url) => ask(address, { method: "POST", body: new URLSearchParams(fields) }),
    kept: async () => (await made.service.surveys.listOf(id))[0],
  };
}

/** A problem that is told in Chinese. */
export const chineseIssue = "软件报错了，无法打开";
