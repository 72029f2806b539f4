"""A small client of HubSpot's flows: fetch what a portal has, apply a plan. Needs an extra."""
