import fc from "fast-check";

// The same cases in every run, so that a change is to blame for what it breaks. `FC_SEED=$RANDOM npm test` tries others.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.FC_SEED ?? 20_261_123) });
