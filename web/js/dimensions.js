// The 47 dimensions in their groups, as agent/person/dimensions.py has them; they order the picture, and nothing else.

export const GROUPS = Object.freeze({
  drive: ["confidence", "energy_level", "assertiveness", "ambition", "persistence", "competitiveness", "decisiveness"],
  people: ["sociability", "warmth", "empathy", "loyalty", "charm", "cooperation", "trust", "diplomacy"],
  mind: ["curiosity", "focus", "attention_to_detail", "creativity", "problem_solving", "adaptability", "strategic_thinking"],
  temperament: ["calmness", "patience", "playfulness", "independence", "stubbornness", "sensitivity", "optimism", "impulsiveness"],
  presence: ["dignity", "elegance", "attention_seeking", "vocal_expressiveness", "mystery", "camera_awareness"],
  habits: ["work_ethic", "punctuality", "reliability", "risk_tolerance", "rule_following"],
  office_life: [
    "would_steal_lunch", "sends_passive_aggressive_emails", "replies_all", "meeting_endurance", "snack_motivation",
    "territorial_about_desk",
  ],
});
