/** What routing did with a ticket besides giving it to somebody. */
export type RoutingFact =
  | { readonly kind: "offered"; readonly to: string; readonly seconds: number; readonly reason: string }
  | { readonly kind: "offer_ended"; readonly from: string; readonly how: OfferEnd; readonly reason: string }
  | { readonly kind: "relaxed"; readonly skills: readonly string[]; readonly minutes: number }
  | { readonly kind: "overflowed"; readonly from: string; readonly to: string; readonly minutes: number };

/** How an offer came to nothing: the agent said no, or kept silent, or it was not theirs to take any more. */
export type OfferEnd = "declined" | "missed" | "withdrawn";
