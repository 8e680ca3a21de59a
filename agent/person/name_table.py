"""The given names of the persons: one pattern for each group of species.

The patterns for dogs and cats extend the product's own examples ("Golden Retrievers: Greg, Doug, Buddy"; "cats:
Margaret, Sebastian"); the others follow the same idea. The names come from many languages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

SpeciesGroup = Literal["dog", "cat", "small mammal", "bird", "reptile", "fish", "hoofed", "other"]

# The order matters: "prairie dog" and "guinea pig" come before "dog" and "pig".
SPECIES_WORDS: Final[Mapping[SpeciesGroup, str]] = MappingProxyType(
    {
        "small mammal": """
            rabbit bunny hare hamster gerbil mouse rat chinchilla degu vole ferret polecat hedgehog squirrel chipmunk
            mice guinea_pig cavy prairie_dog sugar_glider shrew mole jerboa lemming marmot groundhog mongoose otter
            """,
        "fish": """
            fish goldfish koi betta guppy tetra cichlid angelfish clownfish catfish swordtail molly platy discus carp
            pufferfish seahorse sea_horse shark shrimp crab crayfish lobster octopus jellyfish starfish
            """,
        "reptile": """
            reptile lizard gecko iguana chameleon skink anole bearded_dragon dragon monitor tegu snake python boa cobra
            tortoise turtle terrapin crocodile alligator frog toad treefrog bullfrog salamander newt axolotl amphibian
            """,
        "bird": """
            bird parrot parakeet budgie budgerigar cockatiel cockatoo lovebird macaw canary finch conure lorikeet
            parrotlet chicken hen rooster cockerel chick duck duckling goose geese gosling swan turkey quail pheasant
            peacock peafowl pigeon dove owl hawk falcon eagle crow raven magpie jay starling mynah penguin
            flamingo toucan
            """,
        "dog": "dog puppy hound canine wolf wolfdog fox dingo",
        "cat": "cat kitten kitty feline lynx caracal ocelot serval",
        "hoofed": """
            horse pony foal mare stallion donkey mule zebra alpaca llama camel goat sheep lamb ram cow calf bull ox
            pig piglet hog deer reindeer
            """,
    }
)


@dataclass(frozen=True)
class NamePattern:
    """The names for one species group, separated by blanks, and a sentence that describes them."""

    words: str
    feminine: str
    masculine: str
    androgynous: str


PATTERNS: Final[Mapping[SpeciesGroup, NamePattern]] = MappingProxyType(
    {
        "dog": NamePattern(
            words="Friendly, short, everyday names of one or two syllables, easy to call across a field.",
            feminine="""
                Annie Becky Bella Betty Connie Daisy Dolly Ellie Emma Gina Gracie Hanna Inez Jenny Josie Katie Kirsi
                Lotte Lucy Lupe Maggie Mandy Meena Mei Millie Molly Nina Nora Olga Paula Penny Polly Priya Rita Rosie
                Ruby Sally Sofie Suki Tess Tilly Trudy Wendy Yumi Zola
                """,
            masculine="""
                Andy Amir Anton Ben Bernie Bert Billy Bob Bruno Buddy Carl Chad Dave Doug Ed Emil Eric Frank Fred Gary
                Greg Hank Hugo Ivan Jack Jin Joe Jorge Kenji Kofi Kwame Larry Lars Luis Max Mick Ned Omar Otto Pablo
                Pete Ravi Rob Rudy Stan Steve Ted Tom Walt
                """,
            androgynous="""
                Alex Andie Ash Bailey Billie Blair Bobbie Casey Chris Corey Dale Dana Drew Frankie Gabby Jamie Jess Jo
                Jody Kelly Kim Kit Lee Lou Mel Micky Nicky Pat Ray Robin Ronnie Sam Sandy Shay Sidney Steph Terry Toni
                Tyler
                """,
        ),
        "cat": NamePattern(
            words="Sophisticated names of three syllables or more, better announced than called.",
            feminine="""
                Adelaide Alessandra Anastasia Antoinette Arabella Bernadette Catalina Cecilia Clementine Cordelia
                Dorothea Ekaterina Eleanor Emmanuelle Esperanza Evangeline Felicity Francesca Genevieve Georgiana
                Gwendolyn Guadalupe Henrietta Isabella Josephine Katharina Leonora Lucrezia Magdalena Mahalia Margaret
                Marguerite Natsumi Octavia Ottoline Padmini Parvati Penelope Philippa Rosamund Seraphina Soledad
                Theodora Valentina Victoria Wilhelmina Xiomara Yevgenia
                """,
            masculine="""
                Abelardo Alejandro Alexander Alistair Archibald Augustin Aurelio Balthazar Bartholomew Benedict Benjamin
                Christopher Cornelius Dominic Emmanuel Evander Ezekiel Ferdinand Francisco Frederick Giovanni Horatio
                Ignatius Jeremiah Jonathan Konstantin Leopold Lysander Maximilian Mortimer Nathaniel Nicholas Olumide
                Oliver Percival Rafael Reginald Roderick Salvatore Santiago Sebastian Solomon Stanislav Takahiro
                Theodore Tobias Zachariah
                """,
            androgynous="""
                Akira Alexis Amari Avery Ayodele Bellamy Beverley Cameron Devereux Dominique Ellington Ellison Emerson
                Emory Everly Harinder Hillary Jocelyn Kamaljit Kimberley Lavender Merriweather Montgomery Oluwaseun
                Peregrine Remington Rosario Sheridan Sullivan Sutherland Temitope Trinidad Valentine Vivian Whitaker
                """,
        ),
        "small mammal": NamePattern(
            words="Gentle names from the garden and the hedgerow: herbs, flowers, trees and berries.",
            feminine="""
                Azalea Blossom Bryony Calla Camellia Cicely Clover Dahlia Daphne Erica Fern Flora Heather Holly Hyacinth
                Iris Ivy Jacinta Jasmine Laurel Lily Linnea Magnolia Marigold Myrtle Nasrin Olive Pansy Peony Poppy
                Primrose Rosa Rosemary Sakura Susanna Tansy Viola Yasmin
                """,
            masculine="""
                Alder Ashton Basil Cedric Florian Florin Forrest Gardner Glen Heath Jacinto Laurence Linden Lorenz
                Narciso Oleander Oliver Orchard Oakes Ren Sage Silas Silvan Sorrel Sylvester Thorne Vernon Woodrow
                Yarrow
                """,
            androgynous="""
                Acacia Ash Aspen Berry Briar Clove Cypress Elm Hazel Juniper Leaf Maple Meadow Moss Oakley Quince Reed
                Rowan Rue Saffron Sumac Tamarind Vale Willow Wren
                """,
        ),
        "bird": NamePattern(
            words="Melodious names that end on an open vowel, as they do at the opera.",
            feminine="""
                Amelia Aria Aurora Bianca Carlotta Celia Chiara Donatella Elvira Eudora Fiora Gioia Gloria Imara Livia
                Lucia Melodia Mimi Musetta Norma Ottavia Paloma Philomena Raina Renata Serena Sonora Tosca Valeria
                Violetta Yara
                """,
            masculine="""
                Alfredo Angelo Antonio Beppe Carlo Claudio Cosimo Dante Eduardo Enrico Figaro Giacomo Gustavo Hiro Kaito
                Leonardo Lorenzo Luciano Marcello Mario Niccolo Orfeo Orlando Otello Pedro Placido Renzo Roberto
                Ruggiero Teodoro Tito Umberto Vittorio Waldo
                """,
            androgynous="""
                Allegra Andrea Cleo Cielo Echo Indigo Kai Mako Makoto Mattea Mika Noa Noe Rio Sasha Sora Viva Yuki Zuri
                """,
        ),
        "reptile": NamePattern(
            words="Classical names fit for a marble bust, with Latin or Greek endings.",
            feminine="""
                Agrippina Antonia Aspasia Aurelia Calliope Cassia Claudia Cornelia Delia Drusilla Electra Eudoxia
                Flavia Hermia Iris Ismene Junia Lavinia Livia Lydia Minerva Octavia Phoebe Portia Sabina Silvia Tullia
                Valeria Xanthia Zenobia
                """,
            masculine="""
                Achilles Agamemnon Apollonius Atticus Augustus Aurelius Caius Cassius Cicero Claudius Cyrus Darius
                Demetrius Fabius Hector Horatius Julius Leonidas Linus Lucius Magnus Marcus Marius Nestor Octavius Otis
                Pericles Ramses Rufus Seneca Tiberius Titus Ulysses Virgil Zeno
                """,
            androgynous="""
                Aeon Amaris Arden Artemis Ceres Charis Damaris Eos Halcyon Indus Janus Lotis Metis Onyx Orion Pallas
                Pax Praxis Thales Themis Tigris
                """,
        ),
        "fish": NamePattern(
            words="Names from sea and shore: waves, tides, pearls and harbours.",
            feminine="""
                Brooke Coral Coralie Cordula Isla Lorelei Mara Marella Maren Mariana Marina Marisol Marit Meredith Mira
                Moana Morwenna Muriel Nami Nerida Nerissa Oceane Ondine Pearl Thalassa Umi Undine
                """,
            masculine="""
                Caspian Cormac Delmar Dylan Irving Kelvin Lachlan Llyr Mariano Marino Marlin Marlon Merlin Mervin
                Murdoch Murphy Murray Nereus Ronan Sagar Seaton Varun Wade
                """,
            androgynous="""
                Bay Brooks Cove Delta Fjord Harbour Isle Jordan Kai Lake Marley Marlowe Merle Merrick Morgan Ness Ocean
                Pacific Reef River Shelby Sky Tide
                """,
        ),
        "hoofed": NamePattern(
            words="Stately old-country names of two syllables or more with a firm ending, as on a brass nameplate.",
            feminine="""
                Adelheid Agnes Astrid Beatrix Edith Elisabet Elspeth Frances Gertrud Gudrun Harriet Hedwig Hildegard
                Ingrid Judith Kerstin Lilibet Mildred Millicent Rosalind Sigrid Winifred
                """,
            masculine="""
                Albert Alfred Anselm Ashwin Bertrand Clement Conrad Desmond Edmund Edward Everett Gerard Gilbert Gunnar
                Harold Herbert Hubert Kasimir Lambert Leonard Manfred Norbert Philip Rostam Rudolf Rupert Sigmund
                Stellan Torsten Wilfred Winston
                """,
            androgynous="""
                Addison Arden Barrington Campbell Carrington Clayton Fallon Garland Harlan Holland Kendall Landon
                Langdon Merritt Preston Ramsden Sheldon Somerset Thornton Weston
                """,
        ),
        "other": NamePattern(
            words="Distinctive names from the far corners of the alphabet, seldom met twice in one office.",
            feminine="""
                Imogen Isadora Jadwiga Jemima Juno Kezia Querida Ursula Vashti Venetia Vesna Ximena Yael Yolanda Yseult
                Zahra Zelda Zenaida Zora Zuleika
                """,
            masculine="""
                Igor Ilya Jarek Jasper Jericho Joaquin Kaspar Killian Quentin Uriah Vaclav Vasco Viggo Wojtek Xander
                Xavier Yannick Yorick Zbigniew Zoltan
                """,
            androgynous="""
                Idris Indigo Isra Jazz Jules Keanu Kepler Kestrel Quill Quinn Umber Vega Vesper Winter Wynn Yarden Yuri
                Zen Zephyr Zion Ziggy
                """,
        ),
    }
)

# The names that the product is known for: of a breed or kind whose words hold the key, the persons often have one.
FAVOURITES: Final[Mapping[str, NamePattern]] = MappingProxyType(
    {
        "golden retriever": NamePattern(
            words="Above all Greg, Doug and Buddy.",
            feminine="Becky Maggie Daisy",
            masculine="Greg Doug Buddy",
            androgynous="Bobbie Sandy Sam",
        ),
        "cat": NamePattern(
            words="Above all Margaret and Sebastian.",
            feminine="Margaret Eleanor Henrietta Josephine",
            masculine="Sebastian Theodore Reginald Benedict",
            androgynous="Montgomery Vivian Avery Sheridan",
        ),
    }
)
