/** What Slack made of `#ops` is `<#C1|ops>`: a skill keeps the name, so that it reads well and can be taken elsewhere. */
export function channelName(written: string): string {
  const name = /^<#[A-Z0-9]+\|([^>]+)>$/.exec(written)?.[1];
  return name ? `#${name}` : written;
}
