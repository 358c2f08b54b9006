import { serve } from './kernel.ts';

serve();
