process.exitCode = 2;
process.stderr.write('usage: marginalia paper | notebook\n');
