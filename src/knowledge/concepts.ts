/**
 * Different words for one matter. Each wording is a few words that must all occur, in any order: `forgot password` holds
 * for "I forgot the password of my account", `忘 密码` for "密码忘了".
 */
export type Concepts = Readonly<Record<string, readonly string[]>>;

/**
 * What customers of any shop or service ask about, in Chinese and English. Give your own, or add to these:
 * `{ concepts: { ...defaultConcepts, overdraft: ["透支", "overdraft"] } }`.
 */
export const defaultConcepts: Concepts = {
  passwordReset: [
    ...["重置 密码", "忘 密码", "忘记 密码", "找回 密码", "密码 丢", "密码 不记得", "密码 想不起"],
    ...["reset password", "forgot password", "recover password", "lost password", "remember password"],
  ],
  passwordChange: ["修改 密码", "更改 密码", "更换 密码", "改 密码", "change password", "update password"],
  verificationCode: ["验证码", "短信 收不到", "verification code", "security code", "sms code", "otp"],
  phoneNumberChange: [
    ...["修改 手机", "更换 手机", "换 手机号", "换绑 手机", "绑定 手机", "改 手机号"],
    ...["change phone number", "update phone number", "new phone number"],
  ],
  registration: [
    ...["注册", "开户", "创建 账号", "申请 账号", "新建 账号"],
    ...["sign up", "signup", "register", "registration", "create account", "open account"],
  ],
  login: ["登录", "登陆", "登入", "login", "log in", "logging", "signin"],
  accountDeletion: [
    ...["注销 账号", "注销 账户", "注销 帐号", "删除 账号", "删除 账户", "销户", "关闭 账户"],
    ...["delete account", "close account", "deactivate account", "remove account"],
  ],
  privacy: ["隐私", "个人 信息 安全", "privacy", "personal data", "data protection", "gdpr"],
  openingHours: [
    ...["工作 时间", "营业 时间", "上班 时间", "下班 时间", "服务 时间", "开门 时间", "开放 时间"],
    ...["几点 上班", "几点 下班", "几点 开门", "几点 关门", "几点 营业", "几点 打烊", "周末 上班", "周末 营业"],
    ...["什么时候 上班", "什么时候 下班", "什么时候 开门", "什么时候 关门", "什么时候 营业"],
    ...["opening hours", "business hours", "working hours", "office hours", "hours operation", "store hours"],
    ...["when open", "when close", "what time open", "what time close", "open weekend", "open sunday", "open until"],
  ],
  storeLocation: [
    ...["门店", "店铺 地址", "公司 地址", "店 哪里", "公司 哪里", "实体店"],
    ...[
      "store location",
      "where store",
      "where shop",
      "where office",
      "where located",
      "store address",
      "nearest store",
    ],
  ],
  contact: [
    ...["联系 方式", "联系 电话", "客服 电话", "怎么 联系", "服务 热线", "电话 多少"],
    ...["contact", "phone number call", "customer service number", "how reach", "hotline"],
  ],
  humanAgent: [
    ...["转人工", "人工 客服", "人工 服务", "真人"],
    ...["human agent", "real person", "live agent", "talk human", "speak human", "representative"],
  ],
  complaint: ["投诉", "举报", "complaint", "complain"],
  refund: ["退款", "退钱", "退费", "退还 钱", "refund", "money back", "reimburse", "reimbursement"],
  returns: [
    ...["退货", "退换货", "退回 商品", "无理由 退"],
    ...["return item", "return product", "return order", "return policy", "returns", "send back", "send item back"],
  ],
  exchange: ["换货", "调换", "换 尺码", "exchange item", "exchange product", "exchange size", "swap item"],
  shippingFee: [
    ...["运费", "邮费", "快递费", "包邮", "配送费"],
    ...[
      "shipping cost",
      "shipping fee",
      "delivery cost",
      "delivery fee",
      "delivery charge",
      "postage",
      "free shipping",
    ],
  ],
  deliveryTime: [
    ...["发货 时间", "送达 时间", "配送 时间", "多久 发货", "多久 到", "几天 到", "什么时候 发货", "什么时候 到"],
    ...["how long delivery", "how long shipping", "delivery time", "shipping time", "when arrive", "when ship"],
  ],
  orderTracking: [
    ...["物流", "订单 状态", "订单 进度", "快递 到哪", "快递 哪里", "查 快递", "查 订单", "包裹 哪里", "单号"],
    ...["track order", "track package", "track parcel", "where order", "where package", "where parcel"],
    ...["order status", "tracking number", "tracking"],
  ],
  internationalShipping: ["海外", "国外", "国际", "港澳台", "international", "overseas", "abroad", "other countries"],
  orderCancellation: ["取消 订单", "撤销 订单", "订单 不想要", "cancel order", "cancel purchase"],
  addressChange: [
    ...["修改 地址", "更改 地址", "更换 地址", "改 地址", "换 地址", "地址 填错", "地址 写错"],
    ...["change address", "update address", "wrong address", "different address"],
  ],
  wrongGoods: ["少发", "漏发", "发错", "缺件", "missing item", "wrong item", "wrong product", "incomplete order"],
  damagedGoods: ["破损", "损坏", "摔坏", "质量 问题", "damaged", "defective", "faulty", "arrived broken"],
  warranty: ["保修", "质保", "三包", "warranty", "guarantee"],
  repair: ["维修", "修理", "报修", "repair"],
  invoice: ["发票", "开票", "税票", "invoice", "receipt", "vat"],
  paymentMethod: [
    ...["支付 方式", "付款 方式", "怎么 付款", "怎么 支付", "支持 微信", "支持 支付宝"],
    ...["payment method", "payment option", "how pay", "pay card", "accept card", "accept paypal"],
  ],
  installments: ["分期", "分期付款", "installment", "instalment", "pay monthly"],
  topUp: ["充值", "充钱", "top up", "topup", "recharge", "add money"],
  withdrawal: ["提现", "取现", "withdraw", "withdrawal", "cash out", "payout"],
  price: ["多少钱", "价格", "价钱", "价位", "报价", "收费", "资费", "how much", "price", "pricing", "cost"],
  discount: [
    ...["优惠", "折扣", "打折", "优惠券", "优惠码", "满减"],
    ...["discount", "coupon", "promo code", "promotion", "voucher"],
  ],
  points: ["积分", "reward points", "loyalty points", "points"],
  giftCard: ["礼品卡", "购物卡", "gift card"],
  membership: ["会员", "vip", "membership", "member"],
  subscriptionCancellation: [
    ...["退订", "取消 订阅", "取消 会员", "取消 续费", "关闭 续费", "关闭 自动 扣费"],
    ...["cancel subscription", "unsubscribe", "cancel membership", "stop renewal", "cancel renewal"],
  ],
  freeTrial: ["试用", "免费 体验", "free trial", "trial"],
  stock: ["有货", "现货", "库存", "缺货", "补货", "stock", "availability", "restock"],
  size: ["尺码", "尺寸", "多大", "size", "sizing", "measurements"],
  download: ["下载", "安装", "download", "install"],
};
