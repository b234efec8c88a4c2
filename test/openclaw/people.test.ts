import { CustomerServiceError } from "kefu";
import { describe, expect, test, vi } from "vitest";
import { technicalIssue } from "../harness.ts";
import { hosted } from "./hosted.ts";

const [ada, li, boss] = ["777001", "9001", "9000"];

async function withTicket() {
  const made = await hosted({ agents: { "telegram:9001": "li" }, operators: ["telegram:9000"] }, { routing: "manual" });
  await made.gateway.write({ from: ada, text: technicalIssue, details: { metadata: { senderName: "Ada" } } });
  await made.service.idle();
  const [ticket] = await made.service.tickets.list({ waiting: true });
  return { ...made, id: ticket?.id ?? "" };
}

describe("an agent in their own chat", () => {
  test("lists, takes, answers and closes a ticket", async () => {
    const { gateway, service, id } = await withTicket();
    expect(await gateway.command(li, "/tickets")).toContain(
      `${id} (#1) open, high, technical, waits: ${technicalIssue}`,
    );
    expect(await gateway.command(li, `/take ${id}`)).toContain(`Ada: ${technicalIssue}`);
    expect(await gateway.command(li, "/reply #1 Please update  to 3.2.1\nThanks")).toBe(`Answered ${id}.`);
    await service.idle();
    expect(gateway.textsTo(ada)).toContain("Please update  to 3.2.1\nThanks");
    expect(await gateway.command(li, "/close 1")).toBe(`Closed ${id}.`);
    expect(await gateway.command(li, "/tickets")).toBe("No tickets.");
    expect(await service.tickets.get(id)).toMatchObject({ status: "closed", agentId: "li" });
  });

  test("reads refusals as sentences, and nothing of what is none", async () => {
    const { gateway, service, id } = await withTicket();
    expect(await gateway.command(li, "/take T-NOBODY")).toBe("There is no ticket T-NOBODY.");
    expect(await gateway.command(li, "/take")).toContain("There is no ticket");
    expect(await gateway.command(li, `/reply ${id}`)).toContain("Reply refused");
    vi.spyOn(service.tickets, "close").mockRejectedValue(new TypeError("at postgres://user:secret@db"));
    expect(await gateway.command(li, `/close ${id}`)).toBe("It failed; the gateway's log says more.");
    expect(gateway.logged.join("\n")).not.toContain("secret");
  });
});

test("nobody else has these commands, whatever the host thinks of them", async () => {
  const { gateway, service, id } = await withTicket();
  for (const person of [ada, boss, "__proto__", "constructor"]) {
    for (const typed of ["/tickets", `/take ${id}`, `/reply ${id} hello`, `/close ${id}`]) {
      expect(await gateway.command(person, typed)).toBe("Only agents of the desk can do this.");
    }
  }
  expect(await service.tickets.get(id)).toMatchObject({ status: "open", agentId: null });
});

describe("the operator's assistant", () => {
  test("lists tickets, and shows one with every decision", async () => {
    const { gateway, id } = await withTicket();
    const tools = gateway.toolsFor({ messageChannel: "telegram", requesterSenderId: boss });
    const use = async (name: string, parameters: object) =>
      (await tools.find((tool) => tool.name === name)?.execute("1", parameters))?.content[0]?.text;
    expect(await use("desk_list_tickets", {})).toContain(`${id} (#1) open, high, technical, nobody has it`);
    expect(await use("desk_list_tickets", { status: "closed" })).toBe("None.");
    expect(await use("desk_show_ticket", { ticketId: id })).toMatch(/classify: technical/);
    await expect(use("desk_show_ticket", { ticketId: "T-NOBODY" })).rejects.toThrow(CustomerServiceError);
    await expect(use("desk_list_tickets", { status: "any" })).rejects.toThrow();
  });

  test("has them on the operator's own surfaces, and never for a customer", async () => {
    const { gateway } = await withTicket();
    expect(gateway.toolsFor({})).toHaveLength(2);
    expect(gateway.toolsFor({ messageChannel: "webchat", requesterSenderId: "gateway-client" })).toHaveLength(2);
    expect(gateway.toolsFor({ messageChannel: "telegram", requesterSenderId: "9001" })).toHaveLength(2);
    expect(gateway.toolsFor({ messageChannel: "telegram", requesterSenderId: ada })).toHaveLength(0);
    expect(gateway.toolsFor({ messageChannel: "telegram" })).toHaveLength(0);
  });
});
