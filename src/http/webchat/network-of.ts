/**
 * What a limit by address counts as one: an IPv4 address, without the port that some proxies add; of IPv6 the first 64
 * bits, since whoever has one such address has all the others of its network (RFC 4291, 2.5.4). What is no address stays.
 */
export function networkOf(address: string): string {
  const [, ipv4] = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?$/i.exec(address) ?? [];
  if (ipv4 !== undefined) return ipv4;
  // With a port it stands in brackets; after `%` comes one of the machine's own networks.
  const host = `http://[${address.replace(/^\[|\].*$|%.*$/g, "")}]`;
  if (!address.includes(":") || !URL.canParse(host)) return address;
  const [start = "", end = ""] = new URL(host).hostname.slice(1, -1).split("::");
  const [first, last] = [groupsOf(start), groupsOf(end)];
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => "0");
  return `${[...first, ...zeros, ...last].slice(0, 4).join(":")}::/64`;
}

function groupsOf(part: string): readonly string[] {
  return part === "" ? [] : part.split(":");
}
