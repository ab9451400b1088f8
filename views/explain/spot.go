package explain

func spot() []Card {
	return []Card{
		{Term: "spot instance", Aliases: []string{"spot request", "spot"},
			Text: "Spare capacity at a lower price, which AWS may take back with two minutes' notice. A request asks for it: open while it waits, active once it has an instance, then closed, cancelled, failed or disabled. A one-time request ends with its instance; a persistent one is opened again.",
			Try:  "The status code of the request says what it waits for; w says why.", See: []string{"spot price", "interruption notice", "spot pool", "good spot habits"}},
		{Term: "spot pool", Aliases: []string{"pool", "capacity pool"},
			Text: "The unused machines of one instance type and operating system in one Availability Zone. Each pool has its own price and its own shortage. The more pools you can use, the smaller the chance that all fail you together.",
			Try:  "The Prices tab of pane 4 compares pools; look for a cheap neighbour.", See: []string{"spot price", "fleet strategy", "good spot habits"}},
		{Term: "spot price", Aliases: []string{"price", "bid", "max price"},
			Text: "What a pool costs an hour now. It moves slowly, with long-term supply and demand. Your maximum price (once called a bid) is only a ceiling, by default the On-Demand price: you pay the Spot price, not the ceiling. A ceiling below the price leaves a request open with price-too-low, and ends what runs.",
			Try:  "Look at the price history of a pool: AWS keeps 90 days.", See: []string{"spot pool", "interruption notice"}},
		{Term: "interruption notice", Aliases: []string{"notice", "interruption"},
			Text: "Two minutes before AWS stops or terminates a Spot Instance, the instance's metadata says so and an event is sent. Hibernation begins at once. Use the time: leave the balancer, finish or give back the task, save state. Nobody is warned of a termination that a user asks for.",
			Try:  "On the engine, inject a Spot interruption and watch the request.", See: []string{"rebalance recommendation", "good spot habits", "spot instance"}},
		{Term: "rebalance recommendation", Aliases: []string{"rebalance", "capacity rebalancing"},
			Text: "A hint that an instance is in higher danger of interruption. It may come well before the notice, or together with it. With capacity rebalancing, a group or fleet launches a replacement on the hint, before the old one is lost.",
			Try:  "d on a fleet or a group says whether it rebalances.", See: []string{"interruption notice", "spot fleet"}},
		{Term: "good spot habits", Aliases: []string{"diversify", "checkpoint", "hot swap", "quick boot", "short tasks"},
			Text: "Diversify: many types and zones. Short tasks: little is lost. Checkpoints: save progress outside the instance, so another goes on from there. Quick boots: bake the image. Hot swap: start the replacement while the old one still drains. And keep On-Demand under what must not stop.",
			Try:  "In a fleet, count the pools in use: one is a single point of failure.", See: []string{"spot pool", "fleet strategy", "interruption notice", "baked image"}},
		{Term: "spot fleet", Aliases: []string{"fleet"},
			Text: "One request for a capacity over many pools, with a Spot and perhaps an On-Demand part. Type maintain replaces what is lost, even what you terminated by hand; type request places once and lets it shrink. Cancel it with or without terminating its instances.",
			Try:  "enter shows its pools and history; kill one and see it come back.", See: []string{"fleet strategy", "weight", "spot pool"}},
		{Term: "fleet strategy", Aliases: []string{"allocation strategy", "lowestPrice", "diversified", "capacityOptimized"},
			Text: "How a fleet chooses pools. lowestPrice takes the cheapest, and falls with it. diversified spreads over all. capacityOptimized takes where most is spare, so that fewer are taken back. priceCapacityOptimized weighs spare capacity first and then price.",
			Try:  "The Pools tab of a fleet: which pools it uses and what each costs.", See: []string{"spot fleet", "spot pool", "good spot habits"}},
		{Term: "weight", Aliases: []string{"weighted capacity", "units"},
			Text: "How many units of the target one instance of a type counts for. Prices are then compared by unit: the price of the instance divided by its weight. Instances are whole, so a fleet may end a little above its target.",
			Try:  "Compare the price per unit of two pools in the fleet's table.", See: []string{"spot fleet", "fleet strategy"}},
	}
}
