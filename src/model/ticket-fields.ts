/** What kefu asks of the schema of a ticket's own fields: zod's, or anything of the same shape. */
export interface TicketFieldsSchema {
  safeParse(
    fields: unknown,
  ):
    | { readonly success: true; readonly data: unknown }
    | { readonly success: false; readonly error: { readonly message: string } };
}
