// Preloaded by the demo: a service ends when the demo that started it is gone, however that went.
process.once('disconnect', () => process.exit());
