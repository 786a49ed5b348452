/**
 * Brings an organisation's folder up to what is asked of it: makes it where it is absent, adds the members and servers that
 * it lacks, and leaves all that is there as it is. So a run that was interrupted, or a larger topology, goes on where it stands.
 */
import { existsSync } from 'node:fs';
import { issueMember, issueServer, type MemberRequest, makeFullName, newOrganisation } from './organisation';
import {
  memberFolder,
  readAuthorities,
  serverFolder,
  writeMember,
  writeOrganisation,
  writeServer,
} from './organisation-folder';

export interface OrganisationRequest {
  readonly domain: string;
  readonly members: readonly MemberRequest[];
  /** Names, without the domain, of TLS servers that sign nothing. */
  readonly servers?: readonly string[];
  /** Names and addresses at which servers are reached, beside those they have anyway. */
  readonly serverHosts?: readonly string[];
}

export async function completeOrganisation(
  folder: string,
  { domain, members, servers = [], serverHosts = [] }: OrganisationRequest,
): Promise<void> {
  if (!existsSync(folder)) await writeOrganisation(folder, await newOrganisation({ domain, members }));
  const authorities = await readAuthorities(folder);
  for (const request of members) {
    const name = makeFullName(request, domain);
    if (existsSync(memberFolder(folder, { role: request.role, name }))) continue;
    await writeMember(folder, authorities, await issueMember(authorities, request));
  }
  for (const name of servers) {
    if (existsSync(serverFolder(folder, name, domain))) continue;
    await writeServer(folder, name, authorities, await issueServer(authorities, name, serverHosts));
  }
}
