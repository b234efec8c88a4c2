import { CustomerServiceError } from "../../errors.ts";

/**
 * What `load` imports: a package that only those install who have such a channel. Refuses with `channel.package_missing`,
 * which says what to install.
 */
export async function peerPackage<T>(channel: string, toInstall: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const sentence = `The ${channel} channel needs a package that cannot be loaded. Install it: npm install ${toInstall}`;
    throw new CustomerServiceError("channel.package_missing", sentence, { cause });
  }
}
