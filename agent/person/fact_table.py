"""What the facts of a person are drawn from.

The cities lie on water, so that a harbour master can work in any of them, and read the same in every country.
Snacks (all in the plural) and places to rest go with the kind of pet, in words that suit a person.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from agent.person.name_table import SpeciesGroup

CITIES: Final = tuple(
    city.replace("_", " ")
    for city in """
    Aarhus Accra Adelaide Antwerp Athens Auckland Baltimore Barcelona Bergen Boston Brisbane Bristol Busan Cape_Town
    Cardiff Chennai Chicago Copenhagen Dakar Dublin Durban Edinburgh Genoa Glasgow Gothenburg Halifax Hamburg Helsinki
    Honolulu Istanbul Jakarta Kochi Lagos Lima Lisbon Liverpool Manila Marseille Melbourne Miami Mombasa Montevideo
    Montreal Mumbai Naples Osaka Oslo Perth Porto Rotterdam San_Diego Seattle Singapore Stockholm Sydney Tallinn
    Toronto Valencia Vancouver Venice Wellington Yokohama
    """.split()
)
COLLEAGUES: Final = tuple(
    """
    Abena Anders Arjun Ayesha Beatriz Bjorn Carmen Deepika Elodie Emre Fabian Farida Fatima Fumiko Giulia Hamza Ifeoma
    Imani Ingrid Jamal Javier Joanna Kavita Keisha Lars Leilani Lucia Malik Mateo Mehmet Nadia Neha Nkechi Noor Oksana
    Paolo Piotr Rashid Rosa Sanjay Sven Svetlana Tomasz Usha Vikram Wanjiru Yusuf Zeynep
    """.split()
)
SNACKS: Final[Mapping[SpeciesGroup, tuple[str, ...]]] = MappingProxyType(
    {
        "dog": (
            "cheese sandwiches", "cold sausages", "meatballs", "peanut butter sandwiches", "chicken sandwiches",
            "bacon sandwiches", "beef sandwiches", "sausage rolls", "oat biscuits", "cheese crackers",
        ),
        "cat": (
            "tuna sandwiches", "salmon rolls", "sardines", "cream cakes", "prawn sandwiches", "fish pies",
            "anchovies", "crab cakes", "chicken wings", "cream puffs",
        ),
        "small mammal": (
            "carrot sticks", "hazelnuts", "apple slices", "radishes", "walnuts", "oat bars", "celery sticks",
            "cucumber sandwiches", "dried apricots", "green peas",
        ),
        "bird": (
            "sunflower seeds", "seeded rolls", "berry muffins", "corn cakes", "raisins", "sesame crackers", "grapes",
            "corn chips", "blueberries", "toasted almonds",
        ),
        "reptile": (
            "strawberries", "melon slices", "lettuce wraps", "fig rolls", "tomatoes", "mango slices", "green beans",
            "warm figs", "mushrooms", "spinach rolls",
        ),
        "fish": (
            "rice crackers", "seaweed crackers", "sushi rolls", "rice balls", "shrimp crackers", "spring rolls",
            "cucumber rolls", "fish cakes", "water biscuits", "prawn crackers",
        ),
        "hoofed": (
            "apples", "oat bars", "raw carrots", "sugar cubes", "barley cakes", "dried apples", "turnips", "pears",
            "peppermints", "oat cakes",
        ),
        "other": (
            "vegetable rolls", "rye crackers", "olives", "plums", "leeks", "pickled beans", "honey cakes",
            "potatoes", "chocolates", "lentil cakes",
        ),
    }
)  # fmt: skip
NAPS: Final[Mapping[SpeciesGroup, tuple[str, ...]]] = MappingProxyType(
    {
        "dog": (
            "under the long desk", "across the doorway", "on the old sofa", "beside the front door",
            "on the rug at reception", "under the meeting table", "at the top of the stairs", "by the coat stand",
        ),
        "cat": (
            "on the window sill", "next to the warm printer", "in the box the paper came in", "on top of the cupboard",
            "in the patch of sun", "in the best chair", "on the pile of coats", "behind the curtain",
        ),
        "small mammal": (
            "behind the filing cabinets", "in the quiet corner", "under the lowest shelf", "in the paper store",
            "behind the tall plants", "in the smallest meeting room", "under the stairs", "in the nest of cushions",
        ),
        "bird": (
            "on the top floor", "in the highest chair", "up on the gallery", "by the open skylight",
            "on the roof terrace",
            "near the balcony door", "on the top step", "at the round window",
        ),
        "reptile": (
            "under the desk lamp", "beside the radiator", "in the warm server room", "at the south window",
            "on the sunny stone steps", "next to the boiler", "under the glass roof", "on the heated floor",
        ),
        "fish": (
            "beside the water cooler", "in the glass meeting room", "near the fountain", "by the aquarium-blue wall",
            "in the quiet end of the pool", "behind the potted reeds", "in the cool basement", "by the harbour window",
        ),
        "hoofed": (
            "by the open gate", "on the lawn", "under the big tree", "in the courtyard", "beside the bicycle shed",
            "at the garden door", "near the loading bay", "in the long grass",
        ),
        "other": (
            "in the dark corner", "behind the curtain", "under the lamp", "inside the cupboard",
            "at the end of the hall",
            "below the stairs", "in the archive", "next to the fern",
        ),
    }
)  # fmt: skip
