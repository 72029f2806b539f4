"""From conditions to HubSpot filters: value sets, boxes over properties, operators."""
