export function compileRegistry(): { templates: number; patches: number; milliseconds: number } {
  return { templates: 0, patches: 0, milliseconds: 0 }
}
