import type { Catalogue } from "../integrations/index.ts";
import { attachmentsIn, findMentionedIntegration } from "../planning/index.ts";
import type { Skill } from "../skills/index.ts";

/** What is known of a scheduled request. */
export interface NeedFacts {
  readonly request: string;
  /** The skill that the request runs, if it runs one. */
  readonly skill: Skill | undefined;
  /** Every skill of the workspace: one may run others. */
  readonly skills: readonly Skill[];
  readonly catalogue: Catalogue;
  /** The integrations that the last times of the schedule called. */
  readonly used: readonly string[];
}

/**
 * The ids of the integrations without which a scheduled request cannot be served.
 *
 * A skill calls what its workflow says and nothing else, so that alone counts. Of any other request it is what it names,
 * and what its last times called: those are the best guess at what the next one will.
 */
export function needsOf(facts: NeedFacts): string[] {
  if (facts.skill) return calledBy(facts.skill, facts);
  const { request, catalogue } = facts;
  const named = [
    ...attachmentsIn(request, catalogue).attached.map(({ integration }) => integration.id),
    findMentionedIntegration(request, catalogue.integrations)?.integration.id,
  ];
  const ids = [...named, ...facts.used].flatMap((id) => (id ? (catalogue.integration(id)?.id ?? []) : []));
  return [...new Set(ids)];
}

function calledBy(skill: Skill, { skills, catalogue }: NeedFacts): string[] {
  const slugs = new Set(
    withInner(skill, skills).flatMap(({ permissions }) =>
      permissions.calls.map(({ what }) => what.split(/[. ]/)[0]),
    ),
  );
  return catalogue.integrations.filter(({ slug }) => slugs.has(slug)).map(({ id }) => id);
}

/** A skill with all that it runs, each once. */
export function withInner(skill: Skill, skills: readonly Skill[], seen = new Set<string>()): Skill[] {
  if (seen.has(skill.name)) return [];
  seen.add(skill.name);
  const inner = skills.filter(({ name }) => skill.permissions.skills.includes(name));
  return [skill, ...inner.flatMap((one) => withInner(one, skills, seen))];
}
