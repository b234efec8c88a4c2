import { CustomerService } from "kefu";
import { type OpenclawPlugin, openclawChannels, openclawPlugin } from "kefu/openclaw";
import { sqliteTicketStore } from "kefu/sqlite";

const channels = ["whatsapp", "telegram"];

const plugin: OpenclawPlugin = openclawPlugin(
  async ({ stateDir }) => {
    const store = sqliteTicketStore(`${stateDir}/my-desk.db`);
    await store.migrate();
    return new CustomerService({
      channels: openclawChannels(channels),
      routing: "skill_based",
      store,
      faq: {
        如何重置密码: "请访问 https://example.com/reset",
        工作时间: "我们的工作时间是周一至周五 9:00-18:00",
        退款政策: "请查看我们的退款政策页面",
      },
      agents: [
        { id: "li", name: "Li", skills: ["technical"] },
        { id: "wang", name: "Wang", skills: ["general"] },
      ],
      language: "zh-CN",
    });
  },
  {
    id: "my-desk",
    // Also known while the desk is not made yet: what comes from elsewhere stays the assistant's.
    channels,
    // Who the agents are on Telegram: they type /tickets, /take, /reply and /close there.
    agents: { "telegram:9001": "li", "telegram:9002": "wang" },
  },
);

// biome-ignore lint/style/noDefaultExport: the gateway takes what a plugin's entry exports by default
export { plugin as default };
