import type { IssueType, Wish } from "../model/classification.ts";

/** A pattern that speaks for a type. */
export interface ClassifierRule {
  readonly type: IssueType;
  /** 0 to 1: how sure one match makes. Where types compete, the surer one wins. */
  readonly confidence: number;
  readonly pattern: RegExp;
}

/** A pattern that says what the customer asks of the desk itself. */
export interface WishRule {
  readonly wish: Wish;
  readonly pattern: RegExp;
}

/**
 * What tells a customer's message apart, in Chinese and English. A symptom or a technical word makes it `technical`; a
 * complaint, a dispute, an order of their own or a proposal `general`; a question that knowledge usually answers `simple`.
 */
export const defaultClassifierRules: readonly ClassifierRule[] = [
  {
    type: "technical",
    confidence: 0.9,
    pattern:
      /报错|崩溃|闪退|死机|卡死|卡住|白屏|黑屏|蓝屏|打不开|加载不(?:出|了)|登[录陆]不(?:上|了)|登不(?:上|了)|无法(?:登[录陆]|打开|连接|访问|加载|使用|安装|启动)|连不上|用不了|没反应|异常退出|系统(?:异常|故障|错误)|故障|乱码|超时|兼容/u,
  },
  {
    type: "technical",
    confidence: 0.9,
    pattern:
      /\b(?:bugs?|crash(?:es|ed|ing)?|freez(?:e|es|ing)|frozen|not (?:working|loading|responding|connecting)|(?:does ?n[o']t|do ?n[o']t|wo ?n[o']t|ca ?n[o']t|cannot|can not|unable to|fails? to) (?:work|load|open|start|connect|install|log ?in|sign ?in)|stopped working|blank screen|time[ds]?[ -]?out|exception|stack ?trace)\b/iu,
  },
  {
    type: "technical",
    confidence: 0.85,
    pattern:
      /接口|对接|集成|回调|错误码|错误代码|服务器|部署|证书错误|\b(?:api|sdk|webhooks?|endpoints?|integrat(?:e|ion|ing)|oauth|ssl|error (?:code|message)|errors?|(?:http|error|status|返回|报错?)\s*[45]\d\d)\b|(?<![\d.])(?:401|403|404|500|502|503|504)(?![\d.]|\s*[元块个件￥$])/iu,
  },
  {
    type: "general",
    confidence: 0.9,
    pattern:
      /投诉|举报|曝光|维权|服务态度|态度(?:太|很|非常)?(?:差|恶劣)|\b(?:complain(?:t|ts|ing)?|lawyer|legal action|disappointed|rude|terrible service)\b/iu,
  },
  {
    type: "general",
    confidence: 0.85,
    pattern:
      /合作|代理|加盟|商务|招商|媒体采访|(?:提|有)(?:个|一个|些|点)?(?:意见|建议)|\b(?:partner(?:ship)?s?|collaborat(?:e|ion)|reseller|franchise|sponsor(?:ship)?|press (?:inquiry|enquiry)|suggestions?|feedback)\b/iu,
  },
  {
    type: "general",
    confidence: 0.85,
    pattern:
      /(?:账单|扣款|扣费|收费).{0,6}(?:不对|有误|错误|异常|争议|多扣)|多扣|乱扣|重复扣|扣错|\b(?:billing (?:dispute|error|issue|problem)|dispute|overcharged|charged (?:twice|wrong)|double charged|wrong(?:ly)? (?:amount|charged?))\b/iu,
  },
  {
    type: "general",
    confidence: 0.8,
    pattern:
      /(?:我的|这个)(?:订单|包裹|快递)|(?:订单|快递|包裹|物流|货).{0,6}(?:没到|没收到|还没|丢|不动|不更新|错了|少了|坏了)|\b(?:my (?:order|package|parcel|delivery) (?:is|has|was|never|did|still)|not (?:received|arrived|delivered)|wrong (?:item|product|order)|missing (?:item|order|package|parcel)|arrived (?:broken|damaged))\b/iu,
  },
  {
    type: "simple",
    confidence: 0.7,
    pattern:
      /密码|退款|退钱|退货|换货|工作时间|营业时间|上班|下班|开门|关门|运费|包邮|发票|优惠|支付方式|保修|政策|\b(?:password|refunds?|returns?|opening hours|business hours|(?:re)?open(?:ing)?|clos(?:e|ing) time|shipping (?:cost|fee)|invoice|discount|coupon|warranty|policy)\b/iu,
  },
  {
    type: "simple",
    confidence: 0.6,
    pattern:
      /(?:怎么|如何|怎样|在哪里?|哪里)(?:才能|可以)?(?:办理|申请|修改|更改|取消|查询|查看|使用|下单|购买|付款|支付|注册|设置|绑定|联系|开通|退|换|领取)|几点|多少钱|多久|\b(?:how (?:do|can|to|much|long)|where (?:is|are|can|do)|do you (?:offer|have|accept|ship|support)|when (?:do|are|will) you)\b/iu,
  },
];

/** "人工智能" is a subject, "user agent" a string a browser sends: neither is a wish. */
export const defaultWishRules: readonly WishRule[] = [
  {
    wish: "human",
    pattern:
      /[转找要换接叫]个?人工(?!智能)|人工(?:客服|服务|坐席)|^[\s\p{P}]*人工[\s\p{P}]*$|真人|活人|(?:找|要|叫|跟|和)个?(?:客服|人)(?:聊|谈|说|来|处理)|\b(?:(?:talk|speak|chat|connect(?: me)?|transfer(?: me)?|put me through) (?:to|with) (?:an? |the |some |your )?(?:(?:real|live|actual) )?(?:human|person|someone|somebody|agent|representative|operator|manager)|(?:human|live|real) (?:agent|person|support|representative|being)|real human|(?:want|need|get me|give me) (?:an? )?(?:human|agent|representative|operator))\b|^[\s\p{P}]*(?:human|agent|representative|operator)[\s\p{P}]*$/iu,
  },
  {
    wish: "bot",
    pattern:
      /(?:转|回|找|换|问)(?:到|回)?(?:智能)?机器人|^[\s\p{P}]*机器人[\s\p{P}]*$|\b(?:back to|talk to|ask|switch to) (?:the |your )?(?:chat ?)?bot\b/iu,
  },
];
