// What to call a pet: as the card has it (agent/card/facts.py), since nobody says "beagle dog".

const NAMED_BY_BREED = "dog chicken parrot bird duck goose lizard snake turtle tortoise frog spider".split(" ");
const NO_BREED = ["mix", "mixed", "mixed breed", "mongrel", "crossbreed"];

/** @param {{species: string, breed: string}} pet */
export function kindOfPet({ species, breed }) {
  const [animal, own] = [species.toLowerCase(), breed.toLowerCase()];
  if (NO_BREED.includes(own)) return `mixed breed ${species}`;
  return own.includes(animal) || NAMED_BY_BREED.includes(animal) ? breed : `${breed} ${species}`;
}
