/** One running alliance for all that its members do to it, and its members as attackers. */
import { beginStory, type Story } from '../stories/running';
import { type HostileMember, newHostileMember } from './member';

export const institutions = ['keystone', 'harbour', 'meadow', 'orchard', 'watchtower'] as const;
export type InstitutionName = (typeof institutions)[number];

export interface Ground {
  readonly story: Story;
  /** The institution past its gateway; made once, closed with the ground. */
  hostile(institution: InstitutionName): HostileMember;
  clear(): Promise<void>;
}

export async function layGround(...options: Parameters<typeof beginStory>): Promise<Ground> {
  const story = await beginStory(...options);
  const members = new Map<InstitutionName, HostileMember>();
  return {
    story,
    hostile(institution) {
      const member = members.get(institution) ?? newHostileMember({ alliance: story, institution });
      members.set(institution, member);
      return member;
    },
    async clear() {
      for (const member of members.values()) member.close();
      await story.end();
    },
  };
}
